/**
 * The quiet end of a gateway. It is told to end, turns unready, and still takes clients until nobody sends it new ones;
 * then it tells its own, one after the other, to come back, which another gateway sees.
 *
 * <p>All gateways that end at once share one rate, so that those who stay see a steady stream of clients and no herd:
 * {@code SharedPace} reserves moments in Redis. {@link dev.wsgateway.gateway.drain.Drain} is the
 * entry.
 *
 * <p>{@link dev.wsgateway.gateway.drain.HandOver} is the other way round: where there came to be more gateways, those that
 * have more connections than others tell some of theirs to come back, at the same rate.
 */
@NullMarked
package dev.wsgateway.gateway.drain;

import org.jspecify.annotations.NullMarked;
