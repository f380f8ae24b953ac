/**
 * Real Redis servers for tests: one ({@link dev.wsgateway.testing.redis.RedisServer}), with replicas, under Sentinel
 * ({@link dev.wsgateway.testing.redis.RedisSentinels}) and as a Cluster ({@link
 * dev.wsgateway.testing.redis.RedisCluster}). All are processes on 127.0.0.1 that end with the test's JVM.
 *
 * <p>Which program they are is told by the system property {@code wsgateway.test.redis}; see {@link
 * dev.wsgateway.testing.redis.RedisProgram}.
 */
@NullMarked
package dev.wsgateway.testing.redis;

import org.jspecify.annotations.NullMarked;
