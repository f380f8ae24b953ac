package dev.wsgateway.gateway;

import dev.wsgateway.testing.redis.RedisCluster;
import dev.wsgateway.testing.redis.RedisSentinels;

/** Addresses of what tests start, as a configuration has them. */
final class RedisUrls {
    private RedisUrls() {}

    static String of(RedisSentinels set) {
        return "redis-sentinel://" + String.join(",", set.addresses()) + "#" + RedisSentinels.MASTER;
    }

    static String of(RedisCluster cluster) {
        return "redis-cluster://" + String.join(",", cluster.addresses());
    }
}
