/**
 * The quiet end of a gateway. It is told to end, turns unready, and still takes clients until nobody sends it new ones;
 * then it tells its own, one after the other, to come back, which another gateway sees.
 *
 * <p>All gateways that end at once share one rate, so that those who stay see a steady stream of clients and no herd:
 * {@code SharedPace} reserves moments in Redis. {@link dev.wsgateway.gateway.drain.Drain} is the
 * entry.
 */
@NullMarked
package dev.wsgateway.gateway.drain;

import org.jspecify.annotations.NullMarked;
