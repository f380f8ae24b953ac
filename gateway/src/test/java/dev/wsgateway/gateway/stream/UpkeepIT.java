package dev.wsgateway.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wsgateway.config.GatewayConfig;
import dev.wsgateway.gateway.Configs;
import dev.wsgateway.gateway.metrics.GatewayMetrics;
import dev.wsgateway.gateway.redis.RedisLink;
import dev.wsgateway.gateway.settings.Settings;
import dev.wsgateway.redis.RedisNames;
import dev.wsgateway.testing.redis.RedisServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class UpkeepIT {
    private static final RedisNames NAMES = new RedisNames("shop", "chat");
    private static final String ENTRIES = NAMES.entries("orders", 0);
    private static final String DEAD = NAMES.dead("orders", 0, "g");
    private static final long IDLE = 100;

    private final RedisServer server = RedisServer.started();
    private final GatewayMetrics metrics = new GatewayMetrics();
    private final AtomicLong nanos = new AtomicLong();
    private RedisLink redis;

    @BeforeEach
    void connect() {
        redis = new RedisLink(Configs.config(server.url()).build().redis(), Path.of("."));
        await().until(redis::hasAnswered);
        server.cli("XGROUP", "CREATE", ENTRIES, "g", "0", "MKSTREAM");
    }

    @AfterEach
    void disconnect() {
        redis.close();
        server.close();
        metrics.close();
    }

    private Upkeep upkeep(Duration retain, GatewayConfig.ConsumerGroup group) {
        Settings settings = Settings.of(Configs.config(server.url())
                .streams(List.of(new GatewayConfig.Stream(
                        "orders",
                        GatewayConfig.Sender.ANYONE,
                        1,
                        null,
                        1000,
                        retain,
                        GatewayConfig.WhenFull.REJECT,
                        Duration.ofMinutes(5),
                        List.of(group))))
                .build());
        return new Upkeep(redis, new Partitions(redis, () -> settings), () -> settings, metrics.registry(), nanos::get);
    }

    private Upkeep reclaiming(int maxDeliveries) {
        return upkeep(
                Duration.ZERO,
                new GatewayConfig.ConsumerGroup(
                        "g", null, new GatewayConfig.Reclaim(Duration.ofMillis(IDLE), maxDeliveries)));
    }

    private void tick(Upkeep upkeep) {
        nanos.addAndGet(Duration.ofMinutes(1).toNanos());
        upkeep.tick();
    }

    private String add(String data) {
        return server.cli("XADD", ENTRIES, "*", "data", data, "key", "k");
    }

    private String give(String consumer) {
        return server.cli("XREADGROUP", "GROUP", "g", consumer, "STREAMS", ENTRIES, ">");
    }

    /** What a consumer already has; a read of new entries that finds none doesn't show Redis 7.0 that it lives. */
    private String own(String consumer) {
        return server.cli("XREADGROUP", "GROUP", "g", consumer, "STREAMS", ENTRIES, "0");
    }

    private String pendingOf(String consumer) {
        return server.cli("XPENDING", ENTRIES, "g", "-", "+", "10", consumer);
    }

    @Test
    void whatADeadConsumerHadIsGivenToALiveOneUnderItsId() {
        String id = add("1");
        give("dead");
        Upkeep upkeep = reclaiming(5);
        await().untilAsserted(() -> {
            // It is live as long as it reads.
            own("live");
            tick(upkeep);
            assertThat(pendingOf("live")).startsWith(id);
        });
        assertThat(pendingOf("dead")).isEmpty();
        assertThat(server.cli("XREADGROUP", "GROUP", "g", "live", "STREAMS", ENTRIES, "0"))
                .contains(id, "data\n1");
    }

    @Test
    void withoutALiveConsumerNothingIsMoved() {
        add("1");
        String other = add("2");
        give("dead");
        server.cli("XACK", ENTRIES, "g", other);
        Upkeep upkeep = reclaiming(5);
        await().until(() -> Long.parseLong(server.cli("XPENDING", ENTRIES, "g", "-", "+", "10")
                        .lines()
                        .toList()
                        .get(2))
                > 2 * IDLE);
        await().during(Duration.ofMillis(500)).until(() -> {
            tick(upkeep);
            return !pendingOf("dead").isEmpty();
        });
    }

    @Test
    void anEntryThatWasDeliveredTooOftenIsADeadLetterWithItsReason() {
        String id = add("1");
        give("a");
        server.cli("XCLAIM", ENTRIES, "g", "b", "0", id);
        Upkeep upkeep = reclaiming(2);
        await().untilAsserted(() -> {
            tick(upkeep);
            assertThat(server.cli("XLEN", DEAD)).isEqualTo("1");
        });
        assertThat(server.cli("XRANGE", DEAD, "-", "+"))
                .contains("dead.id\n" + id, "dead.deliveries\n2", "by the consumer b", "data\n1");
        assertThat(server.cli("XPENDING", ENTRIES, "g")).startsWith("0");
        assertThat(metrics.scrape()).contains("wsgateway_reclaimed_total{result=\"dead\"} 1.0");
    }

    @Test
    void theOwnerOfTheLeaseTakesOverByItself() {
        add("1");
        give("dead");
        server.cli("HSET", NAMES.lease("orders", 0, "g"), "owner", "owner", "token", "1", "until", "99999999999999");
        Upkeep upkeep = reclaiming(5);
        await().until(() -> Long.parseLong(server.cli("XPENDING", ENTRIES, "g", "-", "+", "10")
                        .lines()
                        .toList()
                        .get(2))
                > 2 * IDLE);
        await().during(Duration.ofMillis(500)).until(() -> {
            own("live");
            tick(upkeep);
            return !pendingOf("dead").isEmpty();
        });
    }

    @Test
    void whatIsAcknowledgedGoesThoughNoMessageComes() {
        String id = add("1");
        String waiting = add("2");
        give("a");
        server.cli("XACK", ENTRIES, "g", id);
        Upkeep upkeep = upkeep(Duration.ZERO, new GatewayConfig.ConsumerGroup("g"));
        await().untilAsserted(() -> {
            tick(upkeep);
            assertThat(server.cli("XLEN", ENTRIES)).isEqualTo("1");
        });
        assertThat(server.cli("XRANGE", ENTRIES, "-", "+")).startsWith(waiting);
        assertThat(server.cli("XINFO", "GROUPS", ENTRIES)).endsWith("lag\n0");
    }

    @Test
    void whatIsRetainedStaysForItsTime() {
        String old = server.cli("XADD", ENTRIES, "1000-0", "data", "1");
        String fresh = add("2");
        give("a");
        server.cli("XACK", ENTRIES, "g", old, fresh);
        Upkeep upkeep = upkeep(Duration.ofHours(1), new GatewayConfig.ConsumerGroup("g"));
        await().untilAsserted(() -> {
            tick(upkeep);
            assertThat(server.cli("XRANGE", ENTRIES, "-", "+")).startsWith(fresh);
        });
        assertThat(server.cli("XLEN", ENTRIES)).isEqualTo("1");
    }
}
