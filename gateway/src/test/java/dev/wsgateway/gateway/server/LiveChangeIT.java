package dev.wsgateway.gateway.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wsgateway.config.GatewayConfig;
import dev.wsgateway.config.GatewayConfig.Access;
import dev.wsgateway.config.GatewayConfig.DataFormat;
import dev.wsgateway.gateway.Configs;
import dev.wsgateway.gateway.history.Conditions;
import dev.wsgateway.gateway.hub.Publication;
import dev.wsgateway.gateway.settings.Settings;
import dev.wsgateway.testing.redis.RedisServer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a change of the configuration does to subscriptions that stand, over real sockets and a real Redis. */
class LiveChangeIT {
    private static final GatewayConfig.History HISTORY =
            new GatewayConfig.History(100, Duration.ofMinutes(5), Duration.ofMinutes(1));
    private RedisServer redis;
    private TestGateway gateway;

    @BeforeEach
    void start() {
        redis = RedisServer.started();
        gateway = new TestGateway(config(Access.ANYONE, DataFormat.JSON, null)).ready();
    }

    @AfterEach
    void stop() {
        gateway.close();
        redis.close();
    }

    @Test
    void aSubscriptionThatIsNoLongerAllowedEndsAndStaysAway() throws IOException {
        try (RawWebSocket socket = subscribed("news:1")) {
            change(config(Access.OWNER, DataFormat.JSON, null));
            assertThat(socket.readText())
                    .isEqualTo("{\"push\":{\"channel\":\"news:1\",\"unsubscribe\":"
                            + "{\"code\":2000,\"reason\":\"no longer allowed\"}}}");
            await().until(() -> gateway.hub.subscriptions() == 0);
            socket.text("{\"id\":3,\"subscribe\":{\"channel\":\"news:1\"}}");
            assertThat(socket.readText()).contains("\"code\":103");
        }
    }

    @Test
    void oneThatIsStillAllowedGoesOn() throws IOException {
        try (RawWebSocket socket = subscribed("other:1")) {
            change(config(Access.OWNER, DataFormat.JSON, null));
            publish("other:1", 1);
            assertThat(socket.readText()).contains("{\"data\":1}");
        }
    }

    @Test
    void aNamespaceThatIsGoneEndsItsSubscriptions() throws IOException {
        try (RawWebSocket socket = subscribed("news:1")) {
            change(Configs.config(redis.url()).channels(List.of()).build());
            assertThat(socket.readText()).contains("\"code\":2000");
        }
    }

    @Test
    void aNamespaceThatBecomesBinaryEndsThoseInJson() throws IOException {
        try (RawWebSocket socket = subscribed("news:1")) {
            change(config(Access.ANYONE, DataFormat.BINARY, null));
            assertThat(socket.readText()).contains("\"code\":2000");
        }
    }

    @Test
    void aPlainSocketThatIsNoLongerAllowedIsClosedForGood() throws IOException {
        try (RawWebSocket socket = RawWebSocket.open(gateway.port(), "/connection/plain?channel=news:1")) {
            await().until(() -> gateway.hub.subscriptions() == 1);
            change(config(Access.TOKEN, DataFormat.JSON, null));
            assertThat(socket.readClose().code()).isEqualTo(3507);
        }
    }

    @Test
    void historyThatIsAddedHasSubscribersComeBackWithAPositionWhileOthersStay() throws IOException {
        try (RawWebSocket one = subscribed("news:1");
                RawWebSocket other = subscribed("news:1")) {
            change(config(Access.ANYONE, DataFormat.JSON, HISTORY));
            assertThat(one.readText()).contains("\"unsubscribe\":{\"code\":2500");
            one.text("{\"id\":3,\"subscribe\":{\"channel\":\"news:1\"}}");
            assertThat(one.readText()).contains("\"positioned\":true", "\"offset\":0");
            publish("news:1", 7);
            assertThat(one.readText()).contains("{\"data\":7,\"offset\":1}");
            assertThat(other.readText()).contains("\"unsubscribe\":{\"code\":2500");
        }
    }

    @Test
    void historyThatIsTakenAwayHasThemComeBackWithoutOne() throws IOException {
        change(config(Access.ANYONE, DataFormat.JSON, HISTORY));
        try (RawWebSocket socket = subscribed("news:1")) {
            change(config(Access.ANYONE, DataFormat.JSON, null));
            assertThat(socket.readText()).contains("\"unsubscribe\":{\"code\":2500");
            socket.text("{\"id\":3,\"subscribe\":{\"channel\":\"news:1\"}}");
            assertThat(socket.readText()).doesNotContain("positioned");
            publish("news:1", 7);
            assertThat(socket.readText()).contains("{\"data\":7}");
        }
    }

    @Test
    void aChangeOfTheHistorysSizeDisturbsNobody() throws IOException {
        change(config(Access.ANYONE, DataFormat.JSON, HISTORY));
        try (RawWebSocket socket = subscribed("news:1")) {
            change(config(
                    Access.ANYONE,
                    DataFormat.JSON,
                    new GatewayConfig.History(5, Duration.ofMinutes(5), Duration.ofMinutes(1))));
            publish("news:1", 1);
            assertThat(socket.readText()).contains("{\"data\":1,\"offset\":1}");
        }
    }

    private GatewayConfig config(Access access, DataFormat data, GatewayConfig.@Nullable History history) {
        return Configs.config(redis.url())
                .channels(List.of(
                        new GatewayConfig.Channel("news", access, Access.NOBODY, data, history),
                        new GatewayConfig.Channel("other", Access.ANYONE, Access.NOBODY, DataFormat.JSON, null)))
                .build();
    }

    /** As the process does it: at once for the sessions, with the next second for the broker. */
    private void change(GatewayConfig config) {
        gateway.settings = Settings.of(config);
        gateway.sessions.review();
        gateway.broker.sweep();
    }

    private RawWebSocket subscribed(String channel) throws IOException {
        RawWebSocket socket = gateway.connect();
        socket.text("{\"id\":2,\"subscribe\":{\"channel\":\"" + channel + "\"}}");
        assertThat(socket.readText()).contains("\"subscribe\"");
        return socket;
    }

    private void publish(String channel, int number) {
        byte[] data = Integer.toString(number).getBytes(UTF_8);
        gateway.broker
                .publish(new Publication(channel, data, null, Map.of(), 0), Conditions.NONE)
                .toCompletableFuture()
                .join();
    }
}
