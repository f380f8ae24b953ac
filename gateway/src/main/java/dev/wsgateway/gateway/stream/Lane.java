package dev.wsgateway.gateway.stream;

import dev.wsgateway.gateway.redis.RedisUnavailableException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The messages of one stream, sent in the order of the calls even where they have to wait: for a look whether their ids
 * were used in sealed partitions, and while other partitions take over. Any thread.
 */
final class Lane {
    /** Messages that may wait; further ones fail. */
    private static final int MAX_WAITING = 10_000;

    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);
    private static final int LOOKS = 60;

    private final Supplier<CompletionStage<?>> look;
    private final ArrayDeque<Sending> waiting = new ArrayDeque<>();
    private final List<Sending> refused = new ArrayList<>();
    private long next;
    private int inFlight;
    private boolean looking;
    private @Nullable Sending awaited;

    /** What {@link Step#send} completes with where the partition takes no entries any more. */
    static final String SEALED = "sealed";

    /** The steps of one message; neither may block. */
    interface Step {
        /** Looks for the entry of a first message with the same id; completes with null where there is none. */
        CompletionStage<@Nullable String> findFirst();

        /** Sends it to the partition of its key; completes with the entry's id or with {@link #SEALED}. */
        CompletionStage<String> send();
    }

    private static final class Sending {
        final long number;
        final Step step;
        final CompletableFuture<String> result = new CompletableFuture<>();
        CompletableFuture<@Nullable String> first;

        Sending(long number, Step step) {
            this.number = number;
            this.step = step;
            this.first = step.findFirst().toCompletableFuture();
        }
    }

    /**
     * An empty lane.
     *
     * @param look has the partitions looked up anew
     */
    Lane(Supplier<CompletionStage<?>> look) {
        this.look = look;
    }

    /** Sends a message when those before it are sent. */
    synchronized CompletionStage<String> add(Step step) {
        if (waiting.size() + refused.size() >= MAX_WAITING) {
            return CompletableFuture.failedFuture(
                    new RedisUnavailableException("too many messages wait for the stream's partitions", null));
        }
        Sending sending = new Sending(next++, step);
        waiting.add(sending);
        proceed();
        return sending.result;
    }

    private synchronized void proceed() {
        while (!looking && refused.isEmpty() && !waiting.isEmpty()) {
            Sending head = waiting.element();
            if (!head.first.isDone()) {
                if (head != awaited) {
                    awaited = head;
                    var _ = head.first.whenComplete((found, failure) -> proceed());
                }
                return;
            }
            waiting.remove();
            send(head);
        }
        if (!looking && !refused.isEmpty() && inFlight == 0) {
            looking = true;
            look(LOOKS);
        }
    }

    private void send(Sending sending) {
        if (sending.first.isCompletedExceptionally()) {
            var _ = sending.first.whenComplete((found, failure) -> sending.result.completeExceptionally(failure));
            return;
        }
        String found = sending.first.join();
        if (found != null) {
            sending.result.complete(found);
            return;
        }
        inFlight++;
        sending.step.send().whenComplete((entry, failure) -> answered(sending, entry, failure));
    }

    private void answered(Sending sending, @Nullable String entry, @Nullable Throwable failure) {
        boolean sealed = SEALED.equals(entry);
        synchronized (this) {
            inFlight--;
            if (sealed) {
                refused.add(sending);
            }
            if (!refused.isEmpty()) {
                proceed();
            }
        }
        if (failure != null) {
            sending.result.completeExceptionally(failure);
        } else if (!sealed) {
            sending.result.complete(entry);
        }
    }

    // All that was sent is answered, so what was refused can go first, in its order.
    private void look(int looks) {
        look.get().whenComplete((answer, failure) -> {
            List<Sending> again;
            synchronized (this) {
                again = new ArrayList<>(refused);
            }
            again.sort(Comparator.comparingLong(sending -> sending.number));
            resend(again, looks, failure);
        });
    }

    private void resend(List<Sending> again, int looks, @Nullable Throwable failure) {
        if (failure != null || looks == 0) {
            synchronized (this) {
                refused.clear();
                looking = false;
            }
            again.forEach(sending -> sending.result.completeExceptionally(
                    failure != null
                            ? failure
                            : new RedisUnavailableException(
                                    "the stream's partitions are sealed and no others are there yet", null)));
            proceed();
            return;
        }
        // The first one shows whether the new partitions are there.
        Sending first = again.getFirst();
        first.first = first.step.findFirst().toCompletableFuture();
        var _ = first.first.whenComplete((found, lookFailure) -> {
            CompletionStage<String> sent = lookFailure != null
                    ? CompletableFuture.failedFuture(lookFailure)
                    : found != null ? CompletableFuture.completedFuture(found) : first.step.send();
            sent.whenComplete((entry, sendFailure) -> {
                if (SEALED.equals(entry)) {
                    later().execute(() -> look(looks - 1));
                    return;
                }
                synchronized (this) {
                    refused.clear();
                    looking = false;
                    again.subList(1, again.size()).reversed().forEach(waiting::addFirst);
                    // What was looked for before is not what is sealed now.
                    waiting.forEach(
                            sending -> sending.first = sending.step.findFirst().toCompletableFuture());
                    awaited = null;
                    proceed();
                }
                if (sendFailure != null) {
                    first.result.completeExceptionally(sendFailure);
                } else {
                    first.result.complete(entry);
                }
            });
        });
    }

    private static Executor later() {
        return CompletableFuture.delayedExecutor(LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS, Runnable::run);
    }
}
