package dev.wsgateway.gateway.api;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Does the same with each of many items, in their order, with only so many under way that they don't fill the memory: a
 * request may name thousands of channels for data of a megabyte.
 */
final class Windowed<T, R> {
    private static final int MAX_ITEMS = 512;
    private static final int MAX_BYTES = 4 << 20;

    private final List<T> items;
    private final Function<T, CompletionStage<R>> action;
    private final int window;
    private final List<R> results;
    private final CompletableFuture<List<R>> done = new CompletableFuture<>();

    private Windowed(List<T> items, Function<T, CompletionStage<R>> action, int window) {
        this.items = items;
        this.action = action;
        this.window = window;
        this.results = new ArrayList<>(items.size());
    }

    /**
     * Runs the action for all items.
     *
     * @param size bytes that one item takes while it is under way
     * @return all results, in the order of the items
     */
    static <T, R> CompletionStage<List<R>> forAll(List<T> items, Function<T, CompletionStage<R>> action, int size) {
        int window = Math.clamp(MAX_BYTES / Math.max(1, size), 1, MAX_ITEMS);
        Windowed<T, R> all = new Windowed<>(items, action, window);
        all.run();
        return all.done;
    }

    // A loop rather than a chain: what is done at once must not grow the stack.
    private void run() {
        while (results.size() < items.size()) {
            List<T> some = items.subList(results.size(), Math.min(items.size(), results.size() + window));
            List<CompletableFuture<R>> running = some.stream()
                    .map(item -> action.apply(item).toCompletableFuture())
                    .toList();
            CompletableFuture<Void> all = CompletableFuture.allOf(running.toArray(CompletableFuture[]::new));
            if (!all.isDone()) {
                var _ = all.whenComplete((nothing, failure) -> {
                    if (collect(running)) {
                        run();
                    }
                });
                return;
            }
            if (!collect(running)) {
                return;
            }
        }
        done.complete(results);
    }

    private boolean collect(List<CompletableFuture<R>> ended) {
        try {
            ended.forEach(future -> results.add(future.join()));
            return true;
        } catch (RuntimeException e) {
            done.completeExceptionally(e);
            return false;
        }
    }
}
