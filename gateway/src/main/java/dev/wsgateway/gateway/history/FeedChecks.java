package dev.wsgateway.gateway.history;

import java.time.Duration;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Compares feeds with Redis, no more than {@value #IN_FLIGHT} at a time: after a lost link, where all are due at once,
 * other commands still get their turn. Any thread.
 */
public final class FeedChecks {
    /** A channel is compared with Redis when nothing has arrived for this long. */
    public static final Duration SILENCE = Duration.ofSeconds(20);

    private static final int IN_FLIGHT = 64;

    private final ConcurrentLinkedQueue<Feed> due = new ConcurrentLinkedQueue<>();
    private final Set<Feed> queued = ConcurrentHashMap.newKeySet();
    private final AtomicInteger inFlight = new AtomicInteger();

    /** Compares those that have been silent, or whose last read failed. To be called every second. */
    public void sweep(Collection<Feed> feeds) {
        for (Feed feed : feeds) {
            if (feed.silentNanos() > SILENCE.toNanos()) {
                check(feed);
            }
        }
    }

    /** Compares a feed soon. */
    public void check(Feed feed) {
        if (queued.add(feed)) {
            due.add(feed);
            next();
        }
    }

    private void next() {
        while (inFlight.get() < IN_FLIGHT) {
            Feed feed = due.poll();
            if (feed == null) {
                return;
            }
            queued.remove(feed);
            inFlight.incrementAndGet();
            CompletableFuture<Void> check = feed.check().toCompletableFuture();
            // A loop rather than a chain: without a link each check fails at once, which must not grow the stack.
            if (check.isDone()) {
                inFlight.decrementAndGet();
            } else {
                var _ = check.whenComplete((done, failure) -> {
                    inFlight.decrementAndGet();
                    next();
                });
            }
        }
    }
}
