package dev.wsgateway.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wsgateway.config.GatewayConfig;
import dev.wsgateway.testing.redis.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What gateways do once there are more of them. The test sends clients that come back to any gateway, as a Service does. */
class HandOverIT {
    private static final Duration PERIOD = Duration.ofSeconds(3);
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int EACH = 60;

    private final Random random = new Random(7);
    private final List<RunningGateway> gateways = new ArrayList<>();
    private final List<TestClient> clients = new ArrayList<>();
    private int moves;
    private RedisServer redis;
    private GatewayConfig config;

    @BeforeEach
    void start() {
        redis = RedisServer.started();
        config = Configs.config(redis.url())
                .pings(Duration.ofMinutes(30), Duration.ofMinutes(20))
                .drain(PERIOD)
                .build();
    }

    @AfterEach
    void stop() {
        clients.forEach(TestClient::close);
        gateways.forEach(RunningGateway::close);
        redis.close();
    }

    @Test
    void fullerGatewaysHandOverToANewOneUntilAllAreAlike() {
        add();
        add();
        gateways.forEach(
                gateway -> Stream.generate(gateway::connect).limit(EACH).forEach(clients::add));
        // A gateway knows how many there are once they have been the same for some time.
        await().pollDelay(Duration.ofSeconds(26))
                .atMost(PATIENCE)
                .until(() -> connections().equals(List.of(60L, 60L)));
        add();

        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(200)).untilAsserted(() -> {
            comeBack();
            List<Long> now = connections();
            assertThat(now.stream().mapToLong(Long::longValue).sum()).isEqualTo(2 * EACH);
            long most = now.stream().mapToLong(Long::longValue).max().orElseThrow();
            long fewest = now.stream().mapToLong(Long::longValue).min().orElseThrow();
            assertThat((double) most).as("connections %s", now).isLessThanOrEqualTo(1.1 * fewest);
        });

        assertThat(moves).as("clients told to come back").isBetween(EACH / 2, 3 * EACH);
        assertThat(clients).extracting(TestClient::closed).containsOnlyNulls();
    }

    private void add() {
        gateways.add(RunningGateway.ready("g" + gateways.size(), config));
    }

    private void comeBack() {
        for (TestClient gone : List.copyOf(clients)) {
            if (gone.closed() != null) {
                assertThat(gone.closed()).isEqualTo("3011 force reconnect");
                moves++;
                clients.remove(gone);
                gone.close();
                clients.add(gateways.get(random.nextInt(gateways.size())).connect());
            }
        }
    }

    private List<Long> connections() {
        return gateways.stream()
                .map(gateway -> gateway.get("/metrics")
                        .body()
                        .lines()
                        .filter(line -> line.startsWith("wsgateway_connections "))
                        .map(line -> (long) Double.parseDouble(line.substring(line.indexOf(' ') + 1)))
                        .findFirst()
                        .orElse(-1L))
                .toList();
    }
}
