package dev.wsgateway.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.wsgateway.config.GatewayConfig;
import dev.wsgateway.redis.GatewayReport;
import dev.wsgateway.testing.redis.RedisServer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How a gateway ends: quietly, and together with others. */
class DrainIT {
    private static final Duration PERIOD = Duration.ofSeconds(3);

    private RedisServer redis;
    private GatewayConfig config;
    private final List<TestClient> clients = new ArrayList<>();

    @BeforeEach
    void start() {
        Awaitility.setDefaultTimeout(Duration.ofSeconds(60));
        redis = RedisServer.started();
        config = Configs.config(redis.url()).drain(PERIOD).build();
    }

    @AfterEach
    void stop() {
        Awaitility.reset();
        clients.forEach(TestClient::close);
        redis.close();
    }

    private void connect(RunningGateway gateway, int number) {
        Stream.generate(gateway::connect).limit(number).forEach(clients::add);
    }

    private static CompletableFuture<Void> drain(RunningGateway gateway) {
        return CompletableFuture.runAsync(gateway.process()::drain, task -> Thread.startVirtualThread(task));
    }

    /** When each client was told to come back, in order. */
    private List<Instant> told() {
        return clients.stream()
                .map(TestClient::closedAt)
                .filter(Objects::nonNull)
                .sorted()
                .toList();
    }

    @Test
    void turnsUnreadyAtOnceAndTellsItsClientsToComeBackOverThePeriod() {
        try (RunningGateway g1 = RunningGateway.ready("g1", config)) {
            connect(g1, 40);
            await().until(() -> redis.cli("GET", "wsg:{shop/chat}:report:g1").contains("\"connections\":40"));
            CompletableFuture<Void> drained = drain(g1);
            await().until(() -> g1.get("/readyz").statusCode() == 503);
            await().untilAsserted(() -> assertThat(told()).hasSize(40));
            drained.join();
            assertThat(clients).extracting(TestClient::closed).containsOnly("3001 shutdown");
            List<Instant> told = told();
            assertThat(Duration.between(told.getFirst(), told.getLast()))
                    .isBetween(PERIOD.dividedBy(2), PERIOD.plusSeconds(3));
            assertThat(g1.get("/metrics").body())
                    .contains("\nwsgateway_draining 1.0\n")
                    .contains("\nwsgateway_client_moves_total{code=\"3001\"} 40.0\n");
        }
    }

    @Test
    void takesClientsUntilTheEndpointsAreGoneAndRefusesThemThen() {
        try (RunningGateway g1 = RunningGateway.ready("g1", config)) {
            connect(g1, 2);
            CompletableFuture<Void> drained = drain(g1);
            await().until(() -> g1.get("/readyz").statusCode() == 503);
            connect(g1, 1);
            drained.join();
            assertThatThrownBy(g1::connect).hasStackTraceContaining("503");
            assertThat(clients).hasSize(3);
            await().untilAsserted(() -> assertThat(told()).hasSize(3));
        }
    }

    @Test
    void saysInItsReportThatItEndsAndHowManyItHad() {
        try (RunningGateway g1 = RunningGateway.ready("g1", config)) {
            connect(g1, 3);
            CompletableFuture<Void> drained = drain(g1);
            await().untilAsserted(() -> {
                GatewayReport report = GatewayReport.parse(redis.cli("GET", "wsg:{shop/chat}:report:g1"));
                assertThat(report.draining())
                        .extracting(GatewayReport.Draining::connections)
                        .isEqualTo(3L);
            });
            drained.join();
        }
    }

    @Test
    void twoThatEndAtOnceShareTheRateOfTheWhole() {
        try (RunningGateway g1 = RunningGateway.ready("g1", config);
                RunningGateway g2 = RunningGateway.ready("g2", config)) {
            connect(g1, 30);
            connect(g2, 30);
            for (String node : List.of("g1", "g2")) {
                await().until(() ->
                        redis.cli("GET", "wsg:{shop/chat}:report:" + node).contains("\"connections\":30"));
            }
            CompletableFuture.allOf(drain(g1), drain(g2)).join();
            await().untilAsserted(() -> assertThat(told()).hasSize(60));
            List<Instant> told = told();
            assertThat(Duration.between(told.getFirst(), told.getLast()))
                    .isBetween(PERIOD.multipliedBy(3).dividedBy(4), PERIOD.plusSeconds(3));
        }
    }

    @Test
    void keepsToItsOwnShareWhileRedisIsAway() {
        try (RunningGateway g1 = RunningGateway.ready("g1", config)) {
            connect(g1, 20);
            redis.kill();
            drain(g1).join();
            await().untilAsserted(() -> assertThat(told()).hasSize(20));
            List<Instant> told = told();
            assertThat(Duration.between(told.getFirst(), told.getLast()))
                    .isBetween(PERIOD.dividedBy(2), PERIOD.plusSeconds(3));
        }
    }
}
