/**
 * The load: a generator process opens sockets and measures what comes, a publisher calls the HTTP API of a contender.
 *
 * <p>Both follow a schedule that doesn't wait for anybody: a message carries the time at which it was due
 * ({@link java.lang.System#nanoTime}, which is one clock for all processes of a Linux machine), so that a server, or a
 * publisher, that stalls is charged for all that was due meanwhile (coordinated omission).
 */
@NullMarked
package dev.wsgateway.bench.load;

import org.jspecify.annotations.NullMarked;
