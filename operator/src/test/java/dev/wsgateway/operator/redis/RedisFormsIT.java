package dev.wsgateway.operator.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wsgateway.api.v1alpha1.StartPosition;
import dev.wsgateway.operator.plan.PlannedGroup;
import dev.wsgateway.operator.plan.PlannedStream;
import dev.wsgateway.operator.redis.RedisObservation.Available;
import dev.wsgateway.operator.redis.RedisObservation.Unavailable;
import dev.wsgateway.redis.RedisNames;
import dev.wsgateway.testing.redis.RedisCluster;
import dev.wsgateway.testing.redis.RedisOptions;
import dev.wsgateway.testing.redis.RedisSentinels;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RedisFormsIT {
    private static final RedisNames NAMES = new RedisNames("shop", "chat");
    private static final RedisOptions OPTIONS = RedisOptions.standard().onlyFor("app", "secret");
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    @Test
    void makesGroupsOnTheMasterThatSentinelsNameAndFollowsAFailover() {
        try (RedisSentinels set = RedisSentinels.started(1, OPTIONS, new RedisOptions.User("watcher", "other"));
                RedisWatch watch = watch()) {
            String url = "redis-sentinel://" + String.join(",", set.addresses()) + "#" + RedisSentinels.MASTER;
            RedisTarget target = new RedisTarget(url, "app", "secret", "watcher", "other", null);
            assertThat(watch.observe(request(target, "orders")))
                    .isInstanceOfSatisfying(
                            Available.class, seen -> assertThat(seen.faults()).isEmpty());
            assertThat(set.master().cli("XINFO", "GROUPS", NAMES.entries("orders", 0)))
                    .contains("service");
            set.failOver();
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(watch.observe(request(target, "orders", "notes")))
                            .isInstanceOfSatisfying(
                                    Available.class,
                                    seen -> assertThat(seen.faults()).isEmpty()));
            // Sentinel leaves the old master a master for some seconds, and what it is given then is lost.
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(set.master().cli("XINFO", "GROUPS", NAMES.entries("notes", 0)))
                            .contains("service"));
        }
    }

    @Test
    void tellsAWrongLoginAtTheSentinels() {
        try (RedisSentinels set = RedisSentinels.started(0, OPTIONS, new RedisOptions.User("watcher", "other"));
                RedisWatch watch = watch()) {
            String url = "redis-sentinel://" + String.join(",", set.addresses()) + "#" + RedisSentinels.MASTER;
            assertThat(watch.observe(
                            request(new RedisTarget(url, "app", "secret", "watcher", "wrong", null), "orders")))
                    .isInstanceOfSatisfying(
                            Unavailable.class,
                            seen -> assertThat(seen.message()).contains(url));
        }
    }

    @Test
    void makesGroupsOnTheMastersThatHaveTheirSlotsAndFollowsAMove() {
        try (RedisCluster cluster = RedisCluster.started(0, OPTIONS);
                RedisWatch watch = watch()) {
            String url = "redis-cluster://" + String.join(",", cluster.addresses());
            RedisTarget target = new RedisTarget(url, "app", "secret", null);
            String[] streams = {"a", "b", "c", "d", "e", "f"};
            assertThat(watch.observe(request(target, streams))).isInstanceOfSatisfying(Available.class, seen -> {
                assertThat(seen.faults()).isEmpty();
                assertThat(seen.groups()).hasSize(6);
            });
            String key = NAMES.entries("a", 0);
            cluster.move(cluster.slot(key), cluster.otherThan(cluster.ownerOf(key)));
            cluster.ownerOf(key).cli("XGROUP", "DESTROY", key, "service");
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(watch.takeChanges(NAMES))
                            .contains(new GroupChange(GroupChange.Kind.RESTORED, "a", "service")));
        }
    }

    private static RedisWatch watch() {
        return new RedisWatch(
                HostNames.OF_THIS_MACHINE, Duration.ofMillis(200), Duration.ofSeconds(8), Clock.systemUTC(), _ -> {});
    }

    private static RedisRequest request(RedisTarget target, String... streams) {
        List<PlannedStream> planned = List.of(streams).stream()
                .map(stream -> new PlannedStream(
                        stream, 1, List.of(new PlannedGroup(stream, "service", StartPosition.EARLIEST))))
                .toList();
        return new RedisRequest(NAMES, target, planned, Set.of());
    }
}
