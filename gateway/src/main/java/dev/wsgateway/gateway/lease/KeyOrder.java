package dev.wsgateway.gateway.lease;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Steps that go on side by side, but those of one key: each of them begins after the one before has succeeded, and fails
 * where that has failed. One thread.
 */
public final class KeyOrder {
    private final Map<String, CompletableFuture<Void>> byKey = new HashMap<>();
    private final List<CompletableFuture<?>> all = new ArrayList<>();

    /** Adds a step that has begun and belongs to no key. */
    public void add(CompletionStage<?> step) {
        all.add(step.toCompletableFuture());
    }

    /** Adds a step of a key. */
    public void add(String key, Supplier<CompletionStage<Void>> step) {
        CompletableFuture<Void> before = byKey.get(key);
        CompletableFuture<Void> next = (before == null ? CompletableFuture.<Void>completedFuture(null) : before)
                .thenCompose(nothing -> step.get());
        byKey.put(key, next);
        all.add(next);
    }

    /** Blocks until all have ended; whether all have succeeded. */
    public boolean await() {
        return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new))
                .handle((nothing, failure) -> failure == null)
                .join();
    }
}
