package dev.wsgateway.operator.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wsgateway.redis.RedisNames;
import dev.wsgateway.testing.redis.RedisCluster;
import dev.wsgateway.testing.redis.RedisServer;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ErasuresIT {
    private static final RedisNames NAMES = new RedisNames("shop", "chat");
    private static final RedisNames[] OTHERS = {
        new RedisNames("shop", "chat2"), new RedisNames("shop", "cha"), new RedisNames("shop2", "chat")
    };

    private final RedisWatch watch = new RedisWatch(
            HostNames.OF_THIS_MACHINE, Duration.ofHours(1), Duration.ofSeconds(5), Clock.systemUTC(), _ -> {});

    @AfterEach
    void stop() {
        watch.close();
    }

    @Test
    void removesAllKeysOfOneGatewayAndNoneOfAnother() {
        try (RedisServer redis = RedisServer.started()) {
            keys(NAMES).forEach(key -> redis.cli("SET", key, "1"));
            for (RedisNames other : OTHERS) {
                keys(other).forEach(key -> redis.cli("SET", key, "1"));
            }

            assertThat(end(redis.url())).isEqualTo(new Erasure.Done(keys(NAMES).size()));

            assertThat(redis.cli("KEYS", "wsg:{shop/chat}*")).isEmpty();
            assertThat(redis.cli("KEYS", "wsg:{shop/chat/*")).isEmpty();
            assertThat(redis.cli("DBSIZE"))
                    .isEqualTo(Integer.toString(3 * keys(NAMES).size()));
        }
    }

    @Test
    void removesThemOnEveryMasterOfACluster() {
        try (RedisCluster cluster = RedisCluster.started()) {
            String foreign = keys(OTHERS[0]).getFirst();
            String url = "redis-cluster://" + String.join(",", cluster.addresses());
            keys(NAMES).forEach(key -> cluster.ownerOf(key).cli("SET", key, "1"));
            cluster.ownerOf(foreign).cli("SET", foreign, "1");

            assertThat(end(url)).isEqualTo(new Erasure.Done(keys(NAMES).size()));

            assertThat(keys(NAMES))
                    .allSatisfy(key ->
                            assertThat(cluster.ownerOf(key).cli("EXISTS", key)).isEqualTo("0"));
            assertThat(cluster.ownerOf(foreign).cli("EXISTS", foreign)).isEqualTo("1");
        }
    }

    @Test
    void removesNothingWhileAGatewayReports() {
        try (RedisServer redis = RedisServer.started()) {
            redis.cli("ZADD", NAMES.gateways(), "1", "g1");
            redis.cli("SET", NAMES.report("g1"), "{\"node\":\"g1\"}");
            assertThat(end(redis.url())).isEqualTo(new Erasure.InUse(1));
            assertThat(redis.cli("EXISTS", NAMES.gateways())).isEqualTo("1");
        }
    }

    @Test
    void saysThatRedisIsAwayAndBeginsAnewThen() {
        try (RedisServer redis = RedisServer.started()) {
            redis.kill();
            assertThat(end(redis.url())).isInstanceOf(Erasure.Failed.class);
            redis.start();
            assertThat(end(redis.url())).isEqualTo(new Erasure.Done(0));
        }
    }

    private Erasure end(String url) {
        RedisTarget target = new RedisTarget(url, null, null, null);
        return await().atMost(Duration.ofSeconds(60))
                .until(() -> watch.erase(NAMES, target), erasure -> !(erasure instanceof Erasure.Running));
    }

    /** Some of each kind of tag; more than one step of a scan. */
    private static List<String> keys(RedisNames names) {
        List<String> keys = new ArrayList<>(List.of(
                names.members(),
                names.drain(),
                names.publishEntries(3),
                names.entries("orders", 0),
                names.groups("orders", 0)));
        IntStream.range(0, 300).mapToObj(i -> names.history("news:" + i)).forEach(keys::add);
        return keys;
    }
}
