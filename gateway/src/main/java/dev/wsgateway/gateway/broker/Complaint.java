package dev.wsgateway.gateway.broker;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;

/** A warning about bad messages that anybody can cause at any rate: logged at most once in ten seconds. Any thread. */
final class Complaint {
    private static final long INTERVAL_NANOS = 10_000_000_000L;

    private final Logger log;
    private final LongSupplier nanoTime;
    private final AtomicLong next;
    private final AtomicLong unsaid = new AtomicLong();

    Complaint(Logger log, LongSupplier nanoTime) {
        this.log = log;
        this.nanoTime = nanoTime;
        this.next = new AtomicLong(nanoTime.getAsLong());
    }

    void warn(String message, String redisChannel) {
        long now = nanoTime.getAsLong();
        long due = next.get();
        if (now - due >= 0 && next.compareAndSet(due, now + INTERVAL_NANOS)) {
            log.atWarn()
                    .addKeyValue("redisChannel", redisChannel)
                    .addKeyValue("unsaid", unsaid.getAndSet(0))
                    .log(message);
        } else {
            unsaid.incrementAndGet();
        }
    }
}
