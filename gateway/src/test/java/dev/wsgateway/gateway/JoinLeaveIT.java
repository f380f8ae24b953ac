package dev.wsgateway.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wsgateway.config.GatewayConfig;
import dev.wsgateway.config.GatewayConfig.Access;
import dev.wsgateway.config.GatewayConfig.DataFormat;
import dev.wsgateway.config.GatewayConfig.JoinLeave;
import dev.wsgateway.config.GatewayConfig.SlowPolicy;
import dev.wsgateway.config.GatewayConfig.Visibility;
import dev.wsgateway.testing.redis.RedisServer;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Who is told who comes to a channel and who goes, over two gateways. */
class JoinLeaveIT {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static RedisServer redis;
    private static RunningGateway here;
    private static RunningGateway there;

    @BeforeAll
    static void start() {
        redis = RedisServer.started();
        GatewayConfig config = Configs.config(redis.url())
                .channels(List.of(
                        channel("lobby", null, JoinLeave.ALWAYS),
                        channel(
                                "log",
                                new GatewayConfig.History(10, Duration.ofMinutes(5), Duration.ofMinutes(5)),
                                JoinLeave.ALWAYS),
                        channel("room", null, JoinLeave.ON_REQUEST),
                        channel("quiet", null, JoinLeave.NONE)))
                .build();
        here = RunningGateway.ready("here", config);
        there = RunningGateway.ready("there", config);
    }

    private static GatewayConfig.Channel channel(
            String namespace, GatewayConfig.@Nullable History history, JoinLeave joinLeave) {
        return new GatewayConfig.Channel(
                namespace,
                Access.ANYONE,
                Access.NOBODY,
                DataFormat.JSON,
                history,
                SlowPolicy.CLOSE,
                null,
                new Visibility(false, false, false, joinLeave));
    }

    @AfterAll
    static void stop() {
        here.close();
        there.close();
        redis.close();
    }

    private static void awaitPush(TestClient client, String part, String other) {
        await().atMost(PATIENCE)
                .until(() -> client.pushes().stream().anyMatch(push -> push.contains(part) && push.contains(other)));
    }

    private static void comesAndGoes(String channel) {
        try (TestClient watcher = here.connect()) {
            watcher.subscribe(channel);
            awaitPush(watcher, "\"join\":{\"info\":{\"user\":\"\"", watcher.client());
            TestClient other = there.connect();
            other.subscribe(channel);
            awaitPush(watcher, "\"channel\":\"" + channel + "\",\"join\"", other.client());
            other.close();
            awaitPush(watcher, "\"leave\"", other.client());
        }
    }

    @Test
    void subscribersAreToldWhoComesAndGoesOnAnyGateway() {
        comesAndGoes("lobby:a");
    }

    @Test
    void thoseOfAChannelWithHistoryAreToldAsWell() {
        comesAndGoes("log:a");
    }

    @Test
    void whoUnsubscribesHasLeft() {
        try (TestClient watcher = here.connect();
                TestClient other = there.connect()) {
            watcher.subscribe("lobby:b");
            other.subscribe("lobby:b");
            awaitPush(watcher, "\"join\"", other.client());
            other.command("\"unsubscribe\":{\"channel\":\"lobby:b\"}");
            awaitPush(watcher, "\"leave\"", other.client());
        }
    }

    @Test
    void onRequestOnlyThoseAreToldThatAsk() {
        try (TestClient asks = here.connect();
                TestClient doesNot = here.connect();
                TestClient other = there.connect()) {
            doesNot.subscribe("room:a");
            asks.command("\"subscribe\":{\"channel\":\"room:a\",\"join_leave\":true}");
            other.subscribe("room:a");
            awaitPush(asks, "\"join\"", other.client());
            here.post("/api/publish", "{\"channel\":\"room:a\",\"data\":1}");
            awaitPush(doesNot, "\"pub\"", "room:a");
            assertThat(doesNot.pushes()).noneMatch(push -> push.contains("\"join\""));
        }
    }

    @Test
    void withoutTheOptionNobodyIsTold() {
        try (TestClient asks = here.connect();
                TestClient other = there.connect()) {
            asks.command("\"subscribe\":{\"channel\":\"quiet:a\",\"join_leave\":true}");
            other.subscribe("quiet:a");
            here.post("/api/publish", "{\"channel\":\"quiet:a\",\"data\":1}");
            awaitPush(asks, "\"pub\"", "quiet:a");
            assertThat(asks.pushes()).hasSize(1);
        }
    }

    @Test
    void aPlainSocketComesAndGoesToo() {
        try (TestClient watcher = here.connect()) {
            watcher.subscribe("lobby:c");
            awaitPush(watcher, "\"join\"", watcher.client());
            WebSocket plain = there.http()
                    .newWebSocketBuilder()
                    .buildAsync(there.websocket("/connection/plain?channel=lobby:c"), new WebSocket.Listener() {})
                    .join();
            await().atMost(PATIENCE).until(() -> joins(watcher) == 2);
            plain.abort();
            awaitPush(watcher, "\"leave\"", "lobby:c");
        }
    }

    private static long joins(TestClient client) {
        return client.pushes().stream()
                .filter(push -> push.contains("\"join\""))
                .count();
    }

    @Test
    void whatHappenedWhileTheLinkWasLostIsToldAfterwards() {
        try (TestClient watcher = here.connect();
                TestClient stays = there.connect()) {
            TestClient goes = there.connect();
            watcher.subscribe("lobby:d");
            stays.subscribe("lobby:d");
            goes.subscribe("lobby:d");
            awaitPush(watcher, "\"join\"", stays.client());
            awaitPush(watcher, "\"join\"", goes.client());
            redis.stop();
            goes.close();
            await().atMost(PATIENCE)
                    .until(() -> there.get("/metrics").body().contains("\nwsgateway_connections 1.0\n"));
            redis.start();
            awaitPush(watcher, "\"leave\"", goes.client());
            assertThat(watcher.pushes()).noneMatch(push -> push.contains("\"leave\"") && push.contains(stays.client()));
        }
    }
}
