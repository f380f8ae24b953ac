package dev.wsgateway.gateway;

import dev.wsgateway.testing.redis.RedisCluster;
import dev.wsgateway.testing.redis.RedisSentinels;
import dev.wsgateway.testing.redis.RedisServer;

/** Addresses of what tests start, as a configuration has them. */
final class RedisUrls {
    private RedisUrls() {}

    static String of(RedisSentinels set) {
        return scheme(set.master()) + "-sentinel://" + String.join(",", set.addresses()) + "#" + RedisSentinels.MASTER;
    }

    static String of(RedisCluster cluster) {
        return scheme(cluster.nodes().getFirst()) + "-cluster://" + String.join(",", cluster.addresses());
    }

    private static String scheme(RedisServer server) {
        return server.options().tls() == null ? "redis" : "rediss";
    }
}
