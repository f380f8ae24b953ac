package dev.wsgateway.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsgateway.testing.redis.RedisCluster;
import dev.wsgateway.testing.redis.RedisSentinels;
import dev.wsgateway.testing.redis.RedisServer;
import io.lettuce.core.cluster.api.sync.RedisClusterCommands;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Whatever form of Redis the binding names, entries are written and read. */
class RedisConnectionIT {
    private static final String KEY = "wsg:{default/chat/s/orders/0}:entries";

    private static void works(String url) {
        try (RedisConnection redis = new RedisConnection(new Binding(Map.of("redis-url", url)))) {
            RedisClusterCommands<String, String> commands = redis.connect();
            String id = commands.xadd(KEY, Map.of("data", "1"));
            assertThat(commands.xlen(KEY)).isEqualTo(1);
            assertThat(id).contains("-");
        }
    }

    @Test
    void oneServer() {
        try (RedisServer server = RedisServer.started()) {
            works(server.url());
        }
    }

    @Test
    void theMasterThatSentinelsName() {
        try (RedisSentinels set = RedisSentinels.started(1)) {
            works("redis-sentinel://" + String.join(",", set.addresses()) + "#" + RedisSentinels.MASTER);
        }
    }

    @Test
    void aCluster() {
        try (RedisCluster cluster = RedisCluster.started()) {
            works("redis-cluster://" + String.join(",", cluster.addresses()));
        }
    }
}
