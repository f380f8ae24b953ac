package dev.wsgateway.gateway.drain;

import java.time.Duration;

/** Time that passes, and waiting for it. */
interface Ticker {
    /** The system's. */
    Ticker SYSTEM = new Ticker() {
        @Override
        public long nanos() {
            return System.nanoTime();
        }

        @Override
        public void sleepUntil(long nanos) throws InterruptedException {
            Thread.sleep(Duration.ofNanos(Math.max(0, nanos - nanos())));
        }
    };

    /** As {@link System#nanoTime}: only differences mean something. */
    long nanos();

    /** Returns at that moment, at once where it is past. */
    void sleepUntil(long nanos) throws InterruptedException;
}
