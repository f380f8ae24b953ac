/**
 * Redis as the operator sees it: whether it can be used, the consumer groups that the plan wants in it, how far their
 * readers are, and how many connections the gateways report.
 *
 * <p>{@link dev.wsgateway.operator.redis.RedisWatch} is the entry. It looks at each Redis every few seconds on threads
 * of its own, makes the groups that are missing, and tells its listener when something changed that is worth a
 * reconciliation. A reconciliation itself never waits for a socket longer than its deadline.
 *
 * <p>A group that was there before and is gone was lost with its stream: it begins at the oldest entry again, so that no
 * entry is skipped. That it was there before is remembered in a hash beside the stream and in the status of the custom
 * resource; either is enough.
 */
@NullMarked
package dev.wsgateway.operator.redis;

import org.jspecify.annotations.NullMarked;
