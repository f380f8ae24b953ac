package dev.wsgateway.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wsgateway.config.GatewayConfig;
import dev.wsgateway.config.GatewayConfig.Access;
import dev.wsgateway.config.GatewayConfig.DataFormat;
import dev.wsgateway.redis.PublishStream;
import dev.wsgateway.redis.RedisNames;
import dev.wsgateway.testing.redis.RedisCluster;
import dev.wsgateway.testing.redis.RedisOptions;
import dev.wsgateway.testing.redis.RedisProgram;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What is promised, in short, on a Cluster of each server that is supported: so every script runs there, with keys that
 * must be in one slot. The installed one has all the other tests.
 */
class EveryServerIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final RedisNames NAMES = new RedisNames("shop", "chat");
    private static final String CHANNEL = "log:a";

    @ParameterizedTest
    @EnumSource
    void keepsWhatIsPromised(RedisProgram program) {
        try (RedisCluster cluster =
                RedisCluster.started(0, RedisOptions.standard().on(program))) {
            GatewayConfig config = Configs.config(RedisUrls.of(cluster))
                    .channels(List.of(
                            new GatewayConfig.Channel("news", Access.ANYONE, Access.NOBODY, DataFormat.JSON, null),
                            new GatewayConfig.Channel(
                                    "log",
                                    Access.ANYONE,
                                    Access.NOBODY,
                                    DataFormat.JSON,
                                    new GatewayConfig.History(100, Duration.ofMinutes(5), Duration.ofMinutes(5)))))
                    .build();
            RunningGateway first = RunningGateway.ready("g1", config);
            try (RunningGateway second = RunningGateway.ready("g2", config);
                    Follower follower = new Follower(second, CHANNEL)) {
                String start = follower.epoch();
                publishes(first, cluster);
                awaitPublished(follower, 4);
                restarts(cluster);
                Follower.publish(first, CHANNEL, 5);
                awaitPublished(follower, 5);
                assertThat(follower.isTold()).isFalse();
                assertThat(Follower.recover(second, CHANNEL, start, 1)).contains("\"recovered\":true", "\"offset\":5");

                // Whoever owns the partition ends; the other one takes it over.
                first.close();
                add(cluster, 6);
                awaitPublished(follower, 6);
            } finally {
                first.close();
            }
        }
    }

    /** Through the API, once under each key and no older version; and through the publish stream. */
    private static void publishes(RunningGateway gateway, RedisCluster cluster) {
        assertThat(Follower.publish(gateway, CHANNEL, 1)).isEqualTo(1);
        assertThat(Follower.publish(gateway, CHANNEL, 1)).isEqualTo(1);
        assertThat(versioned(gateway, 2, 7)).contains("\"offset\":2");
        assertThat(versioned(gateway, 0, 6)).contains("\"stale\":true");
        assertThat(gateway.post("/api/history", "{\"channel\":\"" + CHANNEL + "\",\"limit\":10}")
                        .body())
                .contains("\"data\":1", "\"data\":2");
        add(cluster, 3);
        await().atMost(PATIENCE).until(() -> waiting(cluster).equals("0"));
        assertThat(Follower.publish(gateway, CHANNEL, 4)).isEqualTo(4);
    }

    private static String versioned(RunningGateway gateway, int data, int version) {
        return gateway.post(
                        "/api/publish",
                        "{\"channel\":\"" + CHANNEL + "\",\"data\":" + data + ",\"version\":" + version + "}")
                .body();
    }

    private static String entries() {
        return NAMES.publishEntries(PublishStream.partitionOf(CHANNEL));
    }

    private static void add(RedisCluster cluster, int data) {
        assertThat(cluster.ownerOf(entries()).cli("XADD", entries(), "*", "channel", CHANNEL, "data", "" + data))
                .contains("-");
    }

    private static String waiting(RedisCluster cluster) {
        return cluster.ownerOf(entries()).cli("XLEN", entries());
    }

    private static void restarts(RedisCluster cluster) {
        cluster.ownerOf(NAMES.meta(CHANNEL)).restart();
        cluster.awaitWhole();
    }

    private static void awaitPublished(Follower follower, int last) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(follower.follow())
                        .isEqualTo(IntStream.rangeClosed(1, last).boxed().toList()));
    }
}
