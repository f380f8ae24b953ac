/**
 * What backends are told of connections that come and go, and of channels that get their first subscriber or lose the last.
 *
 * <p>Sessions tell {@link dev.wsgateway.gateway.lifecycle.Lifecycle}. What a gateway has told is kept in Redis under the
 * name of its {@code Incarnation}: its connections and its channels, in {@value
 * dev.wsgateway.redis.PublishStream#PARTITIONS} shards by the key of the event, the user's, client's or channel's. A shard
 * is one slot, so one script both changes that and adds the events to the shard's outbox: neither happens without the
 * other, batches are numbered so that a repeated one changes nothing, and a channel is occupied or vacated once, over all
 * gateways. A gateway keeps no event when Redis is away for long: it forgets that life and tells all it has anew under
 * another name, while what the old one left is told to have ended.
 *
 * <p>Each shard has one owner among the gateways ({@link dev.wsgateway.gateway.lifecycle.LifecycleShards}), which moves the
 * outbox into the user's stream, and ends what gateways left that are dead. {@code docs/decisions/lifecycle-events.md} has
 * the reasons.
 */
@NullMarked
package dev.wsgateway.gateway.lifecycle;

import org.jspecify.annotations.NullMarked;
