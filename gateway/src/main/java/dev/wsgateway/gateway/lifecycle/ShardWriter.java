package dev.wsgateway.gateway.lifecycle;

import dev.wsgateway.config.GatewayConfig.LifecycleEvent;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of one incarnation's changes into one shard: in batches, one after the other, each repeated under its number until
 * its outcome is known. Before the first one, what earlier incarnations of this process left is ended. {@link #add} is for
 * any thread, all else runs on the executor's one.
 */
final class ShardWriter {
    private static final Logger log = LoggerFactory.getLogger(ShardWriter.class);
    private static final int BATCH = 200;
    /** Changes gather for this long. */
    private static final Duration GATHER = Duration.ofMillis(20);

    private static final Duration RETRY = Duration.ofMillis(500);
    private static final String TOLD_ANEW = "told anew";

    /** What an earlier incarnation left, and which events are told of its end. */
    private record Earlier(String name, Set<LifecycleEvent> told) {}

    private final int shard;
    private final Incarnation incarnation;
    private final LifecycleStore store;
    private final ScheduledExecutorService executor;
    private final Queue<Change> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private final Deque<Earlier> earlier = new ArrayDeque<>();
    private List<Change> batch = List.of();
    private long number;
    private long lost;
    private boolean busy;
    private boolean checking;
    private @Nullable CompletableFuture<?> leaving;

    ShardWriter(
            int shard,
            Incarnation incarnation,
            @Nullable ShardWriter before,
            LifecycleStore store,
            ScheduledExecutorService executor) {
        this.shard = shard;
        this.incarnation = incarnation;
        this.store = store;
        this.executor = executor;
        if (before != null) {
            earlier.addAll(before.earlier);
            // What the user wants to be told has changed: then nothing has ended.
            boolean sameWish = before.incarnation.wanted().equals(incarnation.wanted());
            earlier.add(new Earlier(
                    before.incarnation.name(), sameWish ? incarnation.wanted().events() : Set.of()));
            schedule(Duration.ZERO);
        }
    }

    void add(Change change) {
        waiting.add(change);
        schedule(GATHER);
    }

    private void schedule(Duration delay) {
        if (scheduled.compareAndSet(false, true)) {
            Future<?> _ = executor.schedule(
                    () -> {
                        scheduled.set(false);
                        proceed();
                    },
                    delay.toMillis(),
                    TimeUnit.MILLISECONDS);
        }
    }

    /** Looks whether Redis still knows this incarnation here. */
    void check() {
        checking = number > 0;
        proceed();
    }

    /** Notes what waits, and ends what is left. */
    CompletableFuture<?> leave() {
        CompletableFuture<?> left = new CompletableFuture<>();
        leaving = left;
        proceed();
        return left;
    }

    private void proceed() {
        if (busy || incarnation.isOver()) {
            return;
        }
        Earlier first = earlier.peek();
        if (first != null) {
            reap(first.name(), first.told(), earlier::remove);
        } else if (!batch.isEmpty() || take()) {
            note(number, lost, batch, this::noted);
        } else if (leaving != null) {
            leave(leaving);
        } else if (checking) {
            checking = false;
            note(number, 0, List.of(), () -> {});
        }
    }

    private void leave(CompletableFuture<?> left) {
        if (number == 0) {
            left.complete(null);
        } else {
            reap(incarnation.name(), incarnation.wanted().events(), () -> {
                number = 0;
                left.complete(null);
            });
        }
    }

    private boolean take() {
        List<Change> next = new ArrayList<>();
        Change change = waiting.poll();
        while (change != null) {
            next.add(change);
            change = next.size() < BATCH ? waiting.poll() : null;
        }
        if (next.isEmpty()) {
            return false;
        }
        batch = next;
        lost = incarnation.takeLost();
        number++;
        return true;
    }

    private void note(long which, long lostBefore, List<Change> changes, Runnable then) {
        await(store.note(shard, incarnation.name(), which, lostBefore, changes), noted -> {
            if (noted.known()) {
                incarnation.lose(noted.dropped());
                then.run();
                return true;
            } else {
                log.atWarn()
                        .addKeyValue("shard", shard)
                        .log("Redis does not know what this gateway has told; telling it anew");
                incarnation.end();
                return false;
            }
        });
    }

    private void noted() {
        incarnation.noted(batch.size());
        batch = List.of();
    }

    private void reap(String name, Set<LifecycleEvent> told, Runnable then) {
        await(store.reap(shard, name, told, TOLD_ANEW), reaped -> {
            if (!reaped.more()) {
                then.run();
            }
            // Without either the outbox is full.
            return !reaped.more() || reaped.clients() + reaped.channels() > 0;
        });
    }

    /** Goes on at once where the result is as wanted, else later. */
    private <T> void await(CompletionStage<T> result, Predicate<T> then) {
        busy = true;
        result.whenCompleteAsync(
                (value, failure) -> {
                    busy = false;
                    if (failure == null && value != null && then.test(value)) {
                        proceed();
                    } else {
                        schedule(RETRY);
                    }
                },
                executor);
    }
}
