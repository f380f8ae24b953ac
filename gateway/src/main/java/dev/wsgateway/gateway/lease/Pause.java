package dev.wsgateway.gateway.lease;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * How a worker waits between its turns: until it is woken or some time has passed, and longer after each failure in a row.
 * {@link #wake} from any thread, the rest from the worker's.
 */
public final class Pause {
    private static final Duration FIRST_RETRY = Duration.ofMillis(100);
    private static final Duration LAST_RETRY = Duration.ofSeconds(5);

    private final Semaphore signal = new Semaphore(0);
    private int failures;

    /** Ends the wait, or else the next one. */
    public void wake() {
        signal.release();
    }

    /** Waits. */
    public void atMost(Duration time) throws InterruptedException {
        boolean _ = signal.tryAcquire(time.toNanos(), TimeUnit.NANOSECONDS);
        signal.drainPermits();
    }

    /** Waits after a failure: for 100 ms, and twice as long after each one more in a row, up to 5 s. */
    public void afterFailure() throws InterruptedException {
        Duration wait = FIRST_RETRY.multipliedBy(1L << Math.min(failures++, 10));
        atMost(wait.compareTo(LAST_RETRY) > 0 ? LAST_RETRY : wait);
    }

    /** Notes that the next failure is the first one in a row. */
    public void succeeded() {
        failures = 0;
    }
}
