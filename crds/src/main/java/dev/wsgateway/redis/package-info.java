/**
 * What gateways, operator and backends agree on in Redis: every key, channel and group name, the fields of a stream's
 * entries, and the report that a gateway leaves for the operator.
 *
 * <p>Names are made in {@link dev.wsgateway.redis.RedisNames} and nowhere else. Backends in other languages check
 * theirs against {@code crds/redis-names.json}.
 */
@NullMarked
package dev.wsgateway.redis;

import org.jspecify.annotations.NullMarked;
