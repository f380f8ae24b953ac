package dev.wsgateway.gateway.lease;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Takes turns on a thread of its own, until it is stopped or its lease has ended. */
public final class TurnLoop implements Shares.Work {
    private final Lease lease;
    private final Turn turn;
    private final Runnable last;
    private final Pause pause = new Pause();
    private final CompletableFuture<Boolean> stopped = new CompletableFuture<>();
    private volatile boolean stopping;

    /** What is done again and again. It waits by itself. */
    @FunctionalInterface
    public interface Turn {
        void take(Pause pause) throws InterruptedException;
    }

    private TurnLoop(Lease lease, Turn turn, Runnable last) {
        this.lease = lease;
        this.turn = turn;
        this.last = last;
    }

    /**
     * Begins.
     *
     * @param name of the thread
     * @param last run at the end, on that thread
     */
    public static TurnLoop start(String name, Lease lease, Turn turn, Runnable last) {
        TurnLoop loop = new TurnLoop(lease, turn, last);
        Thread.ofVirtual().name(name).start(loop::run);
        return loop;
    }

    private void run() {
        try {
            while (!stopping && lease.isHeld()) {
                turn.take(pause);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            last.run();
            stopped.complete(true);
        }
    }

    @Override
    public CompletionStage<Boolean> stop() {
        stopping = true;
        pause.wake();
        return stopped;
    }
}
