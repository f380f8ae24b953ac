package dev.wsgateway.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import dev.wsgateway.config.GatewayConfig;
import dev.wsgateway.config.GatewayConfig.Access;
import dev.wsgateway.config.GatewayConfig.DataFormat;
import dev.wsgateway.redis.GatewayReport;
import dev.wsgateway.testing.redis.RedisServer;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GatewayProcessIT {
    private static final String CONTROL = "wsg:{shop/chat}:control";
    private static final String GATEWAYS = "wsg:{shop/chat}:gateways";
    private static final String REPORT = "wsg:{shop/chat}:report:";

    private final RedisServer redis = RedisServer.stopped();
    private final GatewayConfig config = Configs.config(redis.url()).build();

    @BeforeEach
    void patience() {
        Awaitility.setDefaultTimeout(Duration.ofSeconds(30));
    }

    @AfterEach
    void stop() {
        Awaitility.reset();
        redis.close();
    }

    @Test
    void aPublicationThroughOneGatewayReachesSocketsOfAll() {
        redis.start();
        try (RunningGateway g1 = RunningGateway.ready("g1", config);
                RunningGateway g2 = RunningGateway.ready("g2", config);
                TestClient here = g1.connect();
                TestClient there = g2.connect()) {
            here.subscribe("news:1");
            there.subscribe("news:1");
            assertThat(g1.post("/api/publish", "{\"channel\":\"news:1\",\"data\":{\"n\":1}}")
                            .body())
                    .isEqualTo("{\"result\":{}}");
            await().untilAsserted(() -> {
                assertThat(here.pushes()).hasSize(1);
                assertThat(there.pushes()).hasSize(1).first().asString().contains("\"data\":{\"n\":1}");
            });
        }
    }

    @Test
    void aBackendMayPublishToTheRedisChannelItself() {
        redis.start();
        try (RunningGateway g1 = RunningGateway.ready("g1", config);
                TestClient client = g1.connect()) {
            client.subscribe("news:1");
            redis.cli("PUBLISH", "wsg:{shop/chat/c/news:1}:publications", "no json");
            redis.cli("PUBLISH", "wsg:{shop/chat/c/news:1}:publications", "{\"by\":\"redis\"}");
            await().untilAsserted(() ->
                    assertThat(client.pushes()).hasSize(1).first().asString().contains("{\"by\":\"redis\"}"));
            assertThat(g1.get("/metrics").body()).contains("\nwsgateway_publications_malformed_total 1.0\n");
        }
    }

    @Test
    void anOrderToDisconnectReachesTheGatewayThatHasTheConnection() {
        redis.start();
        try (RunningGateway g1 = RunningGateway.ready("g1", config);
                RunningGateway g2 = RunningGateway.ready("g2", config);
                TestClient client = g2.connect();
                TestClient other = g2.connect()) {
            String id = client.client();
            assertThat(g1.post(
                                    "/api/disconnect",
                                    "{\"user\":\"\",\"client\":\"" + id
                                            + "\",\"disconnect\":{\"code\":4501,\"reason\":\"moved\"}}")
                            .body())
                    .isEqualTo("{\"result\":{}}");
            await().untilAsserted(() -> assertThat(client.closed()).isEqualTo("4501 moved"));
            assertThat(other.closed()).isNull();
        }
    }

    @Test
    void channelsOfAllGatewaysAreListedAndAGatewayThatDoesNotAnswerIsNamed() {
        redis.start();
        try (RunningGateway g1 = RunningGateway.ready("g1", config);
                RunningGateway g2 = RunningGateway.ready("g2", config);
                TestClient here = g1.connect();
                TestClient there = g2.connect()) {
            here.subscribe("news:1");
            there.subscribe("news:1");
            there.subscribe("news:2");
            await().until(() -> redis.cli("ZCARD", GATEWAYS).equals("2"));
            String all = "\"channels\":{\"news:1\":{\"num_clients\":2},\"news:2\":{\"num_clients\":1}}";
            assertThat(g1.post("/api/channels", "{}").body()).isEqualTo("{\"result\":{" + all + "}}");

            redis.cli("SET", REPORT + "g3", report("g3"), "PX", "60000");
            redis.cli("ZADD", GATEWAYS, "99999999999999", "g3");
            assertThat(g1.post("/api/channels", "{}").body())
                    .isEqualTo("{\"result\":{" + all + ",\"missing_nodes\":[\"g3\"]}}");
        }
    }

    private static String report(String node) {
        return new GatewayReport(node, "1", 0, 0, 0, 0, 0, "v", Map.of(), null, null, null).toJson();
    }

    @Test
    void anOrderThatMakesNoSenseIsDroppedAndCounted() {
        redis.start();
        try (RunningGateway g1 = RunningGateway.ready("g1", config);
                TestClient client = g1.connect()) {
            for (String order : List.of(
                    "no json",
                    "{}",
                    "{\"type\":\"later.v9\"}",
                    "{\"type\":\"disconnect.v1\",\"client\":\"" + client.client() + "\"}",
                    "{\"type\":\"disconnect.v1\",\"user\":\"\",\"client\":\"" + client.client() + "\",\"code\":1}",
                    "{\"type\":\"channels-query.v1\"}")) {
                redis.cli("PUBLISH", CONTROL, order);
            }
            await().untilAsserted(() ->
                    assertThat(g1.get("/metrics").body()).contains("\nwsgateway_control_malformed_total 6.0\n"));
            assertThat(client.closed()).isNull();
            assertThat(g1.post("/api/channels", "{}").body()).isEqualTo("{\"result\":{\"channels\":{}}}");
        }
    }

    @Test
    void startsWithoutRedisAndTurnsReadyWhenItComes() {
        try (RunningGateway g1 = RunningGateway.started("g1", config)) {
            assertThat(g1.get("/healthz").statusCode()).isEqualTo(200);
            assertThat(g1.get("/readyz").statusCode()).isEqualTo(503);
            assertThat(g1.get("/metrics").body()).contains("\nwsgateway_redis_up 0.0\n");
            assertThat(g1.post("/api/publish", "{\"channel\":\"news:1\",\"data\":1}")
                            .body())
                    .contains("\"code\":100")
                    .contains("temporary, try again later; Redis: not connected yet");
            redis.start();
            await().until(() -> g1.get("/readyz").statusCode() == 200);
            assertThat(g1.post("/api/publish", "{\"channel\":\"news:1\",\"data\":1}")
                            .body())
                    .isEqualTo("{\"result\":{}}");
        }
    }

    @Test
    void staysReadyWhileRedisIsAwayAndServesAgainWhenItIsBack() {
        redis.start();
        try (RunningGateway g1 = RunningGateway.ready("g1", config);
                TestClient client = g1.connect()) {
            client.subscribe("news:1");
            redis.kill();
            await().until(() -> g1.get("/metrics").body().contains("\nwsgateway_redis_up 0.0\n"));
            assertThat(g1.get("/readyz").statusCode()).isEqualTo(200);
            for (String method : List.of(
                    "publish", "broadcast", "subscribe", "unsubscribe", "refresh", "disconnect", "channels", "info")) {
                assertThat(g1.post(
                                        "/api/" + method,
                                        "{\"channel\":\"news:1\",\"channels\":[\"news:1\"],\"data\":1,\"user\":\"u\"}")
                                .body())
                        .contains("{\"error\":{\"code\":100,\"message\":\"internal server error: temporary");
            }
            assertThat(client.closed()).isNull();

            redis.start();
            await().untilAsserted(() -> {
                g1.post("/api/publish", "{\"channel\":\"news:1\",\"data\":2}");
                assertThat(client.pushes()).isNotEmpty();
            });
            await().until(() -> redis.cli("EXISTS", REPORT + "g1").equals("1"));
        }
    }

    @Test
    void takesUpAChangedConfigurationAndKeepsTheOldOneWhenTheNewMakesNoSense() {
        redis.start();
        String sports = "{\"channel\":\"sports:1\",\"data\":1}";
        try (RunningGateway g1 = RunningGateway.ready("g1", config)) {
            assertThat(g1.post("/api/publish", sports).body()).contains("\"code\":102");
            GatewayConfig changed = Configs.config(redis.url())
                    .channels(List.of(
                            new GatewayConfig.Channel("sports", Access.ANYONE, Access.NOBODY, DataFormat.JSON, null)))
                    .build();
            g1.configure(changed);
            await().until(() -> g1.post("/api/publish", sports).body().equals("{\"result\":{}}"));

            g1.configure(changed.toJson().replace("\"sports\"", ""));
            await().untilAsserted(() -> assertThat(g1.get("/metrics").body())
                    .contains("\nwsgateway_config_last_reload_successful 0.0\n")
                    .contains("\nwsgateway_config_reloads_total{result=\"failure\"} 1.0\n"));
            assertThat(g1.post("/api/publish", sports).body()).isEqualTo("{\"result\":{}}");

            g1.configure(changed);
            await().until(() -> g1.get("/metrics").body().contains("\nwsgateway_config_last_reload_successful 1.0\n"));
        }
    }

    @Test
    void takesUpChangedApiKeysOfWhichSeveralMayBeValid() {
        redis.start();
        try (RunningGateway g1 = RunningGateway.ready("g1", config)) {
            g1.secret("api/key", "new\n\nold\r\n");
            await().until(() -> statusWith(g1, "new") == 200);
            assertThat(statusWith(g1, "old")).isEqualTo(200);
            assertThat(statusWith(g1, "k1")).isEqualTo(401);
            g1.secret("api/key", "\n");
            await().until(() -> statusWith(g1, "new") == 401);
        }
    }

    private static int statusWith(RunningGateway gateway, String key) {
        return gateway.send(HttpRequest.newBuilder(gateway.uri("/api/info"))
                        .header("X-API-Key", key)
                        .POST(HttpRequest.BodyPublishers.noBody())
                        .build())
                .statusCode();
    }

    @Test
    void reportsItselfAndTakesTheReportBackAtTheEnd() {
        redis.start();
        redis.cli("ZADD", GATEWAYS, "1", "long-gone");
        try (RunningGateway g1 = RunningGateway.ready("g1", config);
                TestClient client = g1.connect()) {
            client.subscribe("news:1");
            await().untilAsserted(() -> {
                GatewayReport report = GatewayReport.parse(redis.cli("GET", REPORT + "g1"));
                assertThat(report.connections()).isEqualTo(1);
                assertThat(report.users()).isZero();
                assertThat(report.subscriptions()).isEqualTo(1);
                assertThat(report.channels()).isEqualTo(1);
                assertThat(report.configVersion()).matches("[0-9a-f]{16}");
                assertThat(report.secretVersions()).containsOnlyKeys("api/key");
            });
            assertThat(redis.cli("ZRANGE", GATEWAYS, "0", "-1")).isEqualTo("g1");
            assertThat(Integer.parseInt(redis.cli("PTTL", REPORT + "g1"))).isBetween(1, 9000);
        }
        assertThat(redis.cli("EXISTS", REPORT + "g1", GATEWAYS)).isEqualTo("0");
    }

    @Test
    void tellsClientsToComeBackWhenItStops() {
        redis.start();
        RunningGateway g1 = RunningGateway.ready("g1", config);
        try (TestClient client = g1.connect()) {
            g1.close();
            await().untilAsserted(() -> assertThat(client.closed()).isEqualTo("3001 shutdown"));
            assertThat(g1.process().isReady()).isFalse();
        }
    }

    @Test
    void stopsWhileRedisIsAway() {
        redis.start();
        RunningGateway g1 = RunningGateway.ready("g1", config);
        redis.pause();
        g1.close();
        redis.resume();
        assertThat(g1.process().isReady()).isFalse();
    }

    @Test
    void refusesToStartWithAConfigurationThatMakesNoSense() {
        GatewayConfig twice = Configs.config("http://redis")
                .channels(
                        List.of(config.channels().getFirst(), config.channels().getFirst()))
                .build();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RunningGateway.started("g1", twice))
                .withMessageContaining("redis.url 'http://redis' is no address of Redis: write redis://HOST:PORT")
                .withMessageContaining("channels has 'news' twice");
    }
}
