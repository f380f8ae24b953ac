package dev.wsgateway.gateway.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.wsgateway.config.GatewayConfig;
import dev.wsgateway.config.GatewayConfig.LifecycleEvent;
import dev.wsgateway.config.GatewayConfig.Sender;
import dev.wsgateway.gateway.Configs;
import dev.wsgateway.gateway.RunningGateway;
import dev.wsgateway.gateway.TestClient;
import dev.wsgateway.testing.redis.RedisCluster;
import dev.wsgateway.testing.redis.RedisOptions;
import dev.wsgateway.testing.redis.RedisServer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What backends are told by whole gateways. */
class LifecycleIT {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final String ENTRIES = "wsg:{shop/chat/s/connections/0}:entries";

    private final RedisServer redis = RedisServer.started();

    @AfterEach
    void stop() {
        redis.close();
    }

    private static Configs.Builder config(String url) {
        return Configs.config(url)
                .streams(List.of(
                        GatewayConfig.Stream.of("orders", Sender.ANYONE, 1000),
                        GatewayConfig.Stream.of("connections", Sender.NOBODY, 100_000)));
    }

    private GatewayConfig telling(LifecycleEvent... events) {
        return config(redis.url()).lifecycleEvents("connections", events).build();
    }

    private static LifecycleEvent[] all() {
        return LifecycleEvent.values();
    }

    private List<JsonNode> told() {
        return ToldEvents.in(redis, ENTRIES);
    }

    /** Events of one client, in short. */
    private List<String> toldOf(String client) {
        return told().stream()
                .filter(event -> event.path("client").asText().equals(client))
                .map(ToldEvents::inShort)
                .toList();
    }

    /** Occupied and vacated. */
    private List<String> toldOfChannels() {
        return told().stream()
                .filter(event -> event.path("client").isMissingNode())
                .map(ToldEvents::inShort)
                .toList();
    }

    @Test
    void tellsAConnectionsLifeInOrderWithTheReasonOfItsEnd() {
        try (RunningGateway gateway = RunningGateway.ready("g1", telling(all()))) {
            String id;
            try (TestClient client = gateway.connect()) {
                id = client.client();
                client.subscribe("news:1");
                client.subscribe("news:2");
                client.command("\"unsubscribe\":{\"channel\":\"news:1\"}");
                gateway.post("/api/disconnect", "{\"user\":\"\",\"client\":\"" + id + "\"}");
                await().atMost(LONG)
                        .untilAsserted(() -> assertThat(toldOf(id))
                                .containsExactly(
                                        "connected",
                                        "subscribed news:1",
                                        "subscribed news:2",
                                        "unsubscribed news:1",
                                        "disconnected 3503"));
            }
            JsonNode last = told().stream()
                    .filter(event -> event.path("event").asText().equals("disconnected"))
                    .findFirst()
                    .orElseThrow();
            assertThat(last.path("reason").asText()).isEqualTo("force disconnect");
            assertThat(last.path("node").asText()).isEqualTo("g1");
            assertThat(last.path("time").asLong()).isPositive();
            assertThat(ToldEvents.field(redis, ENTRIES, "id"))
                    .hasSize(told().size())
                    .doesNotHaveDuplicates();
            assertThat(ToldEvents.field(redis, ENTRIES, "key")).contains(id, "news:1");
        }
    }

    @Test
    void tellsOnceOverAllGatewaysThatAChannelIsOccupiedAndVacated() {
        try (RunningGateway one = RunningGateway.ready("g1", telling(LifecycleEvent.OCCUPIED, LifecycleEvent.VACATED));
                RunningGateway two =
                        RunningGateway.ready("g2", telling(LifecycleEvent.OCCUPIED, LifecycleEvent.VACATED));
                TestClient first = one.connect();
                TestClient second = two.connect();
                TestClient third = two.connect()) {
            first.subscribe("news:1");
            await().atMost(LONG).until(() -> toldOfChannels().equals(List.of("occupied news:1")));
            second.subscribe("news:1");
            third.subscribe("news:1");
            first.hangUp();
            second.command("\"unsubscribe\":{\"channel\":\"news:1\"}");
            third.subscribe("news:2");
            await().atMost(LONG).until(() -> toldOfChannels().equals(List.of("occupied news:1", "occupied news:2")));
            third.hangUp();
            await().atMost(LONG)
                    .untilAsserted(() -> assertThat(toldOfChannels())
                            .containsExactlyInAnyOrder(
                                    "occupied news:1", "occupied news:2", "vacated news:1", "vacated news:2"));
            assertThat(told()).hasSize(4);
        }
    }

    @Test
    void leavesNothingBehindWhenItEndsInGoodOrder() {
        String id;
        try (RunningGateway gateway = RunningGateway.ready("g1", telling(all()))) {
            TestClient client = gateway.connect();
            client.subscribe("news:1");
            id = client.client();
            await().atMost(LONG).until(() -> toldOf(id).size() == 2);
        }
        try (RunningGateway _ = RunningGateway.ready("g2", telling(all()))) {
            await().atMost(LONG)
                    .untilAsserted(() -> assertThat(toldOf(id))
                            .containsExactly("connected", "subscribed news:1", "disconnected 3001"));
            await().atMost(LONG)
                    .untilAsserted(
                            () -> assertThat(toldOfChannels()).containsExactly("occupied news:1", "vacated news:1"));
        }
        assertThat(redis.cli("KEYS", "wsg:{shop/chat/e/*}:c*")).isEmpty();
        assertThat(redis.cli("KEYS", "wsg:{shop/chat/e/*}:occupied")).isEmpty();
    }

    @Test
    void tellsWhatHappenedWhileRedisWasAwayWhenItIsBack() {
        try (RunningGateway gateway = RunningGateway.ready("g1", telling(all()));
                TestClient before = gateway.connect()) {
            await().atMost(LONG).until(() -> toldOf(before.client()).equals(List.of("connected")));
            redis.kill();
            TestClient during = gateway.connect();
            before.hangUp();
            redis.start();
            await().atMost(LONG).until(() -> toldOf(during.client()).equals(List.of("connected")));
            await().atMost(LONG)
                    .untilAsserted(() ->
                            assertThat(toldOf(before.client())).containsExactly("connected", "disconnected 1006"));
            during.hangUp();
        }
    }

    @Test
    void tellsAnewWhatItHasWhenRedisLostItsData() {
        try (RunningGateway gateway = RunningGateway.ready("g1", telling(all()));
                TestClient client = gateway.connect()) {
            client.subscribe("news:1");
            await().atMost(LONG).until(() -> toldOf(client.client()).size() == 2);
            redis.restartEmpty();
            await().atMost(LONG)
                    .untilAsserted(() ->
                            assertThat(toldOf(client.client())).containsExactly("connected", "subscribed news:1"));
            await().atMost(LONG)
                    .untilAsserted(() -> assertThat(toldOfChannels()).containsExactly("occupied news:1"));
        }
    }

    @Test
    void switchedOnItTellsWhatItHasAndSwitchedOffItForgetsThat() {
        try (RunningGateway gateway =
                        RunningGateway.ready("g1", config(redis.url()).build());
                TestClient client = gateway.connect()) {
            client.subscribe("news:1");
            assertThat(redis.cli("KEYS", "wsg:{shop/chat/e/*")).as("by default").isEmpty();

            gateway.configure(telling(all()));
            await().atMost(LONG)
                    .untilAsserted(() ->
                            assertThat(toldOf(client.client())).containsExactly("connected", "subscribed news:1"));
            await().atMost(LONG)
                    .untilAsserted(() -> assertThat(toldOfChannels()).containsExactly("occupied news:1"));

            gateway.configure(config(redis.url()).build());
            await().atMost(LONG)
                    .untilAsserted(() -> assertThat(
                                    redis.cli("KEYS", "wsg:{shop/chat/e/*}:c*") + redis.cli("KEYS", "*:occupied"))
                            .isEmpty());
            assertThat(told()).hasSize(3);
        }
    }

    @Test
    void waitsWhileTheStreamIsFull() {
        GatewayConfig config = Configs.config(redis.url())
                .streams(List.of(GatewayConfig.Stream.of("connections", Sender.NOBODY, 2, "watch")))
                .lifecycleEvents("connections", LifecycleEvent.CONNECTED, LifecycleEvent.DISCONNECTED)
                .build();
        redis.cli("XGROUP", "CREATE", ENTRIES, "watch", "0", "MKSTREAM");
        try (RunningGateway gateway = RunningGateway.ready("g1", config);
                TestClient client = gateway.connect();
                TestClient other = gateway.connect()) {
            await().atMost(LONG).until(() -> told().size() == 2);
            client.hangUp();
            await().atMost(LONG).until(() -> gateway.get("/metrics").body().contains("wsgateway_lifecycle_lag 1.0"));
            redis.cli("XREADGROUP", "GROUP", "watch", "c", "NOACK", "STREAMS", ENTRIES, ">");
            await().atMost(LONG).until(() -> toldOf(client.client()).contains("disconnected 1006"));
            other.hangUp();
        }
    }

    @Test
    void noClientMayAppendToTheStreamOfEvents() {
        try (RunningGateway gateway = RunningGateway.ready("g1", telling(all()));
                TestClient client = gateway.connect()) {
            assertThat(client.command("\"rpc\":{\"method\":\"connections\",\"data\":{}}"))
                    .contains("\"code\":103");
        }
    }

    @Test
    void worksOnACluster() {
        try (RedisCluster cluster = RedisCluster.started(0, RedisOptions.standard())) {
            GatewayConfig config = config("redis-cluster://" + String.join(",", cluster.addresses()))
                    .lifecycleEvents("connections", all())
                    .build();
            try (RunningGateway gateway = RunningGateway.ready("g1", config);
                    TestClient client = gateway.connect()) {
                for (int i = 0; i < 20; i++) {
                    client.subscribe("news:" + i);
                }
                client.hangUp();
                await().atMost(LONG)
                        .untilAsserted(() -> assertThat(ToldEvents.in(cluster.ownerOf(ENTRIES), ENTRIES))
                                .hasSize(1 + 20 + 20 + 1 + 20));
            }
        }
    }
}
