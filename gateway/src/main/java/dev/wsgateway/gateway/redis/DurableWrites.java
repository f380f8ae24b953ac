package dev.wsgateway.gateway.redis;

import dev.wsgateway.config.GatewayConfig;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/**
 * Writes that replicas or the disk must have: {@code WAIT} and {@code WAITAOF}. They confirm what the same connection wrote
 * before, and block it meanwhile; so each server has a {@link WaitLane} for each durability in use. Any thread.
 */
final class DurableWrites implements AutoCloseable {
    /** A command that a server has not run, since the slot or the role has moved, is sent again after this. */
    private static final Duration PAUSE = Duration.ofMillis(20);

    private record Place(String node, GatewayConfig.Durability durability) {}

    private final Servers servers;
    private final ConcurrentHashMap<Place, WaitLane> lanes = new ConcurrentHashMap<>();
    private volatile boolean closed;

    DurableWrites(Servers servers) {
        this.servers = servers;
    }

    <T> CompletionStage<T> call(
            String key,
            GatewayConfig.Durability durability,
            int bytes,
            Function<RedisClusterAsyncCommands<String, byte[]>, ? extends CompletionStage<T>> command) {
        return new Attempts<T>(key, durability, bytes, command)
                .next(System.nanoTime() + LettuceSettings.TIMEOUT.toNanos())
                .exceptionally(e -> {
                    throw RedisLink.unavailable(e);
                });
    }

    /** One command, until a server has run it. */
    private final class Attempts<T> {
        private final String key;
        private final GatewayConfig.Durability durability;
        private final int bytes;
        private final Function<RedisClusterAsyncCommands<String, byte[]>, ? extends CompletionStage<T>> command;

        Attempts(
                String key,
                GatewayConfig.Durability durability,
                int bytes,
                Function<RedisClusterAsyncCommands<String, byte[]>, ? extends CompletionStage<T>> command) {
            this.key = key;
            this.durability = durability;
            this.bytes = bytes;
            this.command = command;
        }

        CompletionStage<T> next(long deadline) {
            try {
                return on(servers.nodeOf(key), false, deadline);
            } catch (RuntimeException e) {
                return CompletableFuture.failedFuture(e);
            }
        }

        private CompletionStage<T> on(String node, boolean asking, long deadline) {
            return submit(node, asking).exceptionallyCompose(e -> {
                String message = RedisLink.rootMessage(e);
                if (System.nanoTime() - deadline > 0 || !hasNotRun(message)) {
                    return CompletableFuture.failedFuture(e);
                }
                CompletableFuture<Void> pause = CompletableFuture.runAsync(
                        () -> {},
                        CompletableFuture.delayedExecutor(PAUSE.toMillis(), TimeUnit.MILLISECONDS, Runnable::run));
                if (message.startsWith("ASK ")) {
                    String where = message.substring(message.lastIndexOf(' ') + 1);
                    return pause.thenCompose(done -> on(where, true, deadline));
                }
                servers.moved();
                return pause.thenCompose(done -> next(deadline));
            });
        }

        private CompletionStage<T> submit(String node, boolean asking) {
            WaitLane.Write<T> write = new WaitLane.Write<>(command, bytes, asking);
            Place place = new Place(node, durability);
            AtomicBoolean taken = new AtomicBoolean();
            WaitLane _ = lanes.compute(place, (same, old) -> {
                WaitLane lane = old == null ? begin(place) : old;
                taken.set(lane.take(write));
                return lane;
            });
            if (!taken.get()) {
                return CompletableFuture.failedFuture(
                        new RedisUnavailableException("Redis: does not confirm as fast as is published", null));
            }
            return write.result();
        }
    }

    private WaitLane begin(Place place) {
        if (closed) {
            throw new RedisUnavailableException("Redis: the gateway is about to end", null);
        }
        return new WaitLane(() -> servers.connectAnew(place.node()), place.durability(), lane -> end(place, lane));
    }

    /** Whether a lane without work may end; from then on a new one takes its place. */
    private boolean end(Place place, WaitLane lane) {
        return lanes.computeIfPresent(place, (same, old) -> old == lane && old.isIdle() ? null : old) != lane;
    }

    // Answers that say that nothing has run.
    private static boolean hasNotRun(String message) {
        return message.startsWith("MOVED ")
                || message.startsWith("ASK ")
                || message.startsWith("TRYAGAIN")
                || message.startsWith("READONLY")
                || message.startsWith("CLUSTERDOWN");
    }

    @Override
    public void close() {
        closed = true;
        lanes.values().forEach(WaitLane::close);
    }
}
