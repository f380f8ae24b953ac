package dev.wsgateway.gateway.server;

import static dev.wsgateway.gateway.auth.Tokens.token;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jwt.JWTClaimsSet;
import dev.wsgateway.config.GatewayConfig;
import dev.wsgateway.config.GatewayConfig.Access;
import dev.wsgateway.config.GatewayConfig.DataFormat;
import dev.wsgateway.gateway.Configs;
import dev.wsgateway.gateway.auth.ServerSubscription;
import dev.wsgateway.gateway.auth.Tokens;
import dev.wsgateway.gateway.history.Conditions;
import dev.wsgateway.gateway.history.Position;
import dev.wsgateway.gateway.hub.Publication;
import dev.wsgateway.testing.redis.RedisServer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Subscriptions that a token makes, over real sockets and a real Redis. */
class ServerSubscriptionIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static RedisServer redis;
    private static TestGateway gateway;

    @BeforeAll
    static void start() {
        redis = RedisServer.started();
        gateway = new TestGateway(
                        Configs.config(redis.url())
                                .channels(List.of(
                                        new GatewayConfig.Channel(
                                                "news", Access.NOBODY, Access.NOBODY, DataFormat.JSON, null),
                                        new GatewayConfig.Channel(
                                                "raw", Access.NOBODY, Access.NOBODY, DataFormat.BINARY, null),
                                        new GatewayConfig.Channel(
                                                "log",
                                                Access.NOBODY,
                                                Access.NOBODY,
                                                DataFormat.JSON,
                                                new GatewayConfig.History(
                                                        100, Duration.ofMinutes(1), Duration.ofMinutes(1)))))
                                .drain(Duration.ofSeconds(2))
                                .authentication(new GatewayConfig.Authentication(
                                        false, new GatewayConfig.Jwt("jwt/key", null, null, null, null)))
                                .build(),
                        Map.of("jwt/key", Tokens.SECRET),
                        Duration.ofSeconds(1))
                .ready();
    }

    @AfterAll
    static void stop() {
        gateway.close();
        redis.close();
    }

    private static RawWebSocket connecting(UnaryOperator<JWTClaimsSet.Builder> claims, String subs) throws IOException {
        RawWebSocket socket = gateway.open();
        socket.text("{\"id\":1,\"connect\":{\"token\":\"" + token("42", claims) + "\",\"subs\":{" + subs + "}}}");
        return socket;
    }

    private static UnaryOperator<JWTClaimsSet.Builder> channels(String... channels) {
        return claims -> claims.claim("channels", List.of(channels));
    }

    private static JsonNode subs(RawWebSocket socket) throws IOException {
        return JSON.readTree(socket.readText()).at("/connect/subs");
    }

    private static Position publish(String channel, int number) {
        return gateway.broker
                .publish(
                        new Publication(channel, Integer.toString(number).getBytes(UTF_8), null, Map.of(), 0),
                        Conditions.NONE)
                .toCompletableFuture()
                .join()
                .map(published -> published.position())
                .orElse(new Position("", 0));
    }

    @Test
    void whereTheEpochChangesClientsComeBackOneAfterTheOtherAndMissNothing() throws IOException {
        Position at = publish("log:epoch", 1);
        List<RawWebSocket> sockets = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            RawWebSocket socket = connecting(channels("log:epoch"), "");
            subs(socket);
            sockets.add(socket);
        }
        long begin = System.nanoTime();
        gateway.hub.renew("log:epoch", "another");
        publish("log:epoch", 2);
        List<Long> ends = new ArrayList<>();
        for (RawWebSocket socket : sockets) {
            assertThat(socket.readClose().code()).isEqualTo(3010);
            ends.add((System.nanoTime() - begin) / 1_000_000);
            socket.close();
        }
        // Over the drain's two seconds: the last one long after the first, unless chance has it within 1 in 10^5.
        assertThat(ends.getLast()).isGreaterThan(500);
        try (RawWebSocket back = connecting(
                channels("log:epoch"),
                "\"log:epoch\":{\"recover\":true,\"offset\":1,\"epoch\":\"" + at.epoch() + "\"}")) {
            JsonNode subs = subs(back);
            assertThat(subs.at("/log:epoch/recovered").asBoolean()).isTrue();
            assertThat(subs.at("/log:epoch/publications/0/data").asInt()).isEqualTo(2);
        }
    }

    @Test
    void aTokenSubscribesToItsChannelsWhateverClientsMayDo() throws IOException {
        Position at = publish("log:a", 1);
        try (RawWebSocket socket = connecting(channels("news:a", "log:a"), "")) {
            JsonNode subs = subs(socket);
            assertThat(subs.get("news:a").toString()).isEqualTo("{}");
            assertThat(subs.at("/log:a/offset").asLong()).isEqualTo(at.offset());
            assertThat(subs.at("/log:a/epoch").asText()).isEqualTo(at.epoch());
            assertThat(subs.at("/log:a/recoverable").asBoolean()).isTrue();
            publish("news:a", 1);
            assertThat(socket.readText()).isEqualTo("{\"push\":{\"channel\":\"news:a\",\"pub\":{\"data\":1}}}");
            publish("log:a", 2);
            assertThat(socket.readText())
                    .isEqualTo("{\"push\":{\"channel\":\"log:a\",\"pub\":{\"data\":2,\"offset\":2}}}");
            socket.text("{\"id\":2,\"subscribe\":{\"channel\":\"news:a\"}}");
            assertThat(socket.readText()).contains("\"code\":105");
            socket.text("{\"id\":3,\"subscribe\":{\"channel\":\"news:b\"}}");
            assertThat(socket.readText()).contains("\"code\":103");
        }
    }

    @Test
    void aClientThatComesBackRecoversThem() throws IOException {
        Position at = publish("log:back", 1);
        publish("log:back", 2);
        publish("log:back", 3);
        String since = "\"log:back\":{\"recover\":true,\"epoch\":\"" + at.epoch() + "\",\"offset\":1},"
                + "\"log:foreign\":{\"recover\":true,\"epoch\":\"x\",\"offset\":1}";
        try (RawWebSocket socket = connecting(channels("log:back"), since)) {
            JsonNode subs = subs(socket);
            assertThat(subs).hasSize(1);
            assertThat(subs.at("/log:back/recovered").asBoolean()).isTrue();
            assertThat(subs.at("/log:back/was_recovering").asBoolean()).isTrue();
            assertThat(subs.at("/log:back/publications").toString())
                    .isEqualTo("[{\"data\":2,\"offset\":2},{\"data\":3,\"offset\":3}]");
            publish("log:back", 4);
            assertThat(socket.readText()).contains("\"data\":4,\"offset\":4");
        }
    }

    @Test
    void theClaimSubsSaysMoreOfEach() throws IOException {
        Map<String, Object> options = Map.of("data", Map.of("topic", "x"), "info", "admin");
        String encoded = Base64.getEncoder().encodeToString("[1]".getBytes(UTF_8));
        try (RawWebSocket socket = connecting(
                claims -> claims.claim("subs", Map.of("news:a", options, "news:b", Map.of("b64data", encoded))), "")) {
            JsonNode subs = subs(socket);
            assertThat(subs.at("/news:a/data/topic").asText()).isEqualTo("x");
            assertThat(subs.at("/news:b/data").toString()).isEqualTo("[1]");
        }
        try (RawWebSocket socket =
                connecting(claims -> claims.claim("subs", Map.of("news:a", Map.of("b64data", "no json"))), "")) {
            assertThat(socket.readClose().code()).isEqualTo(3500);
        }
    }

    @Test
    void aTokenThatCannotBeServedIsRefusedAsAWhole() throws IOException {
        try (RawWebSocket socket = connecting(channels("news:a", "nowhere:a"), "")) {
            assertThat(socket.readText()).contains("\"code\":102").contains("nowhere:a");
        }
        try (RawWebSocket socket = connecting(channels("raw:a"), "")) {
            assertThat(socket.readText()).contains("\"code\":108");
        }
        String[] many = new String[129];
        for (int i = 0; i < many.length; i++) {
            many[i] = "news:" + i;
        }
        try (RawWebSocket socket = connecting(channels(many), "")) {
            assertThat(socket.readClose().code()).isEqualTo(3505);
        }
        await().until(() -> gateway.hub.subscriptions() == 0);
    }

    @Test
    void aLossEndsTheConnectionSinceNothingElseMakesTheSdkSubscribeAgain() throws IOException {
        try (RawWebSocket socket = connecting(channels("log:lost"), "")) {
            subs(socket);
            gateway.hub.lose("log:lost");
            assertThat(socket.readClose().code()).isEqualTo(3010);
        }
    }

    @Test
    void aRefreshWithOtherChannelsMakesTheClientComeBack() throws IOException {
        try (RawWebSocket same = connecting(channels("news:a"), "");
                RawWebSocket other = connecting(channels("news:a"), "")) {
            subs(same);
            subs(other);
            same.text("{\"id\":2,\"refresh\":{\"token\":\"" + token("42", channels("news:a")) + "\"}}");
            assertThat(same.readText()).contains("\"refresh\"");
            other.text("{\"id\":2,\"refresh\":{\"token\":\"" + token("42", channels("news:b")) + "\"}}");
            assertThat(other.readClose().code()).isEqualTo(3010);
        }
    }

    @Test
    void whatABackendAsksWhileTheClientConnectsIsDoneBehindTheReply() throws IOException {
        try (RawWebSocket socket = gateway.open()) {
            socket.text("{\"id\":1,\"connect\":{\"token\":\"" + token("early", channels("log:a")) + "\"}}");
            await().until(() -> !gateway.sessions.of("early", any -> true).isEmpty());
            gateway.sessions
                    .of("early", any -> true)
                    .forEach(session -> session.subscribe("news:early", ServerSubscription.PLAIN, null));
            assertThat(socket.readText()).startsWith("{\"id\":1,");
            assertThat(socket.readText()).isEqualTo("{\"push\":{\"channel\":\"news:early\",\"subscribe\":{}}}");
        }
    }
}
