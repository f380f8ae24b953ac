package dev.wsgateway.gateway.broker;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;

/** A warning about bad messages that anybody can cause at any rate: logged at most once in ten seconds. Any thread. */
public final class Complaint {
    private static final long INTERVAL_NANOS = 10_000_000_000L;

    private final Logger log;
    private final LongSupplier nanoTime;
    private final AtomicLong next;
    private final AtomicLong unsaid = new AtomicLong();

    /** Nothing was complained of yet. */
    public Complaint(Logger log, LongSupplier nanoTime) {
        this.log = log;
        this.nanoTime = nanoTime;
        this.next = new AtomicLong(nanoTime.getAsLong());
    }

    /**
     * Logs a message, unless another one was logged lately.
     *
     * @param redisKey where in Redis the cause stands
     */
    public void warn(String message, String redisKey) {
        long now = nanoTime.getAsLong();
        long due = next.get();
        if (now - due >= 0 && next.compareAndSet(due, now + INTERVAL_NANOS)) {
            log.atWarn()
                    .addKeyValue("redisKey", redisKey)
                    .addKeyValue("unsaid", unsaid.getAndSet(0))
                    .log(message);
        } else {
            unsaid.incrementAndGet();
        }
    }
}
