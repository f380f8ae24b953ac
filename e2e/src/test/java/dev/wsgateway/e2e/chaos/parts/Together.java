package dev.wsgateway.e2e.chaos.parts;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Does several things at a time. */
public final class Together {
    private Together() {}

    /**
     * Runs tasks side by side, and returns when all have ended.
     *
     * @throws IllegalStateException when one failed; its cause is what the task threw
     */
    public static void run(Collection<? extends Callable<?>> tasks) throws InterruptedException {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<? extends Future<?>> all = tasks.stream().map(threads::submit).toList();
            for (Future<?> one : all) {
                one.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }
}
