package dev.wsgateway.gateway.lease;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * A time without a break in which this process may own partitions: it lasts from beat to beat, and once it has ended it
 * never comes back. One thread extends it, any thread may ask.
 */
final class Term {
    /** An owner stops this long before others may take over: for clocks that run at different speeds, and for pauses. */
    static final Duration MARGIN = Duration.ofSeconds(1);

    private final LongSupplier nanoTime;
    private volatile long end;

    /**
     * Begins with a beat.
     *
     * @param beatNanos when the beat was sent, which is before Redis had it
     */
    Term(LongSupplier nanoTime, long beatNanos) {
        this.nanoTime = nanoTime;
        this.end = endAfter(beatNanos);
    }

    /** Extends it by another beat; false when it had ended before. */
    boolean extend(long beatNanos) {
        if (!isRunning(Duration.ZERO)) {
            return false;
        }
        end = endAfter(beatNanos);
        return true;
    }

    /** Whether it lasts for some time yet, even if no beat comes any more. */
    boolean isRunning(Duration yet) {
        return nanoTime.getAsLong() + yet.toNanos() - end < 0;
    }

    private static long endAfter(long beatNanos) {
        return beatNanos + Roster.LEASE.minus(MARGIN).toNanos();
    }
}
