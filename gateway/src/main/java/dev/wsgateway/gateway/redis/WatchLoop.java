package dev.wsgateway.gateway.redis;

import io.lettuce.core.RedisException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.UnblockType;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.XReadArgs.StreamOffset;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The streams of a {@link StreamWatch} that one server has: one connection, and one thread that blocks on it. */
final class WatchLoop implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(WatchLoop.class);
    /** Shorter than the time-out of commands. */
    private static final Duration BLOCK = Duration.ofSeconds(2);

    private static final Duration RETRY = Duration.ofSeconds(1);

    private final RedisLink redis;
    private final Map<Place, Watch> watches = new ConcurrentHashMap<>();
    private final Semaphore changes = new Semaphore(0);
    private final Thread thread;
    private volatile long blocked;
    private volatile boolean closed;

    private record Place(String key, Object watcher) {}

    private record Watch(String after, Runnable grown) {}

    WatchLoop(RedisLink redis) {
        this.redis = redis;
        this.thread = Thread.ofVirtual().name("stream-watch").start(this::run);
    }

    /**
     * Has the caller told once, as soon as a stream has an entry behind an id.
     *
     * @param grown called on a thread that must not be blocked
     */
    void watch(String key, Object watcher, String after, Runnable grown) {
        watches.put(new Place(key, watcher), new Watch(after, grown));
        changes.release();
        unblock();
    }

    private void unblock() {
        long client = blocked;
        if (client != 0 && !redis.isSharded()) {
            var _ = redis.call(commands -> commands.clientUnblock(client, UnblockType.TIMEOUT))
                    .exceptionally(failure -> 0L);
        }
    }

    /** Ends what {@link #watch} began; true where nobody watches the stream any more. */
    boolean forget(String key, Object watcher) {
        watches.remove(new Place(key, watcher));
        return watches.keySet().stream().noneMatch(place -> place.key().equals(key));
    }

    private void run() {
        StatefulRedisConnection<String, byte[]> connection = null;
        while (!closed) {
            try {
                if (watches.isEmpty()) {
                    boolean _ = changes.tryAcquire(BLOCK.toMillis(), TimeUnit.MILLISECONDS);
                } else {
                    if (connection == null) {
                        connection = redis.connectAnew(
                                watches.keySet().iterator().next().key());
                        blocked = answer(connection.async().clientId());
                    }
                    look(connection);
                }
            } catch (RedisException | RedisUnavailableException e) {
                log.atDebug().addKeyValue("error", e.getMessage()).log("could not watch streams; trying again");
                close(connection);
                connection = null;
                blocked = 0;
                pause();
                tellAll();
            } catch (InterruptedException e) {
                break;
            }
        }
        close(connection);
    }

    // After a failover a stream may have other ids than before, which no watch would see.
    private void tellAll() {
        watches.forEach((place, watch) -> {
            if (watches.remove(place, watch)) {
                watch.grown().run();
            }
        });
    }

    private void look(StatefulRedisConnection<String, byte[]> connection) throws InterruptedException {
        changes.drainPermits();
        Map<Place, Watch> now = Map.copyOf(watches);
        RedisFuture<List<StreamMessage<String, byte[]>>> reading =
                connection.async().xread(XReadArgs.Builder.block(BLOCK).count(1), offsets(now));
        if (changes.availablePermits() > 0) {
            unblock();
        }
        for (StreamMessage<String, byte[]> entry : answer(reading)) {
            now.forEach((place, watch) -> {
                if (place.key().equals(entry.getStream())
                        && EntryIds.isLater(entry.getId(), watch.after())
                        && watches.remove(place, watch)) {
                    watch.grown().run();
                }
            });
        }
    }

    private static <T> T answer(RedisFuture<T> command) throws InterruptedException {
        try {
            return command.get();
        } catch (ExecutionException e) {
            throw RedisLink.unavailable(e.getCause());
        }
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static StreamOffset<String>[] offsets(Map<Place, Watch> watches) {
        Map<String, String> first = new HashMap<>();
        watches.forEach((place, watch) ->
                first.merge(place.key(), watch.after(), (one, other) -> EntryIds.isLater(one, other) ? other : one));
        return first.entrySet().stream()
                .map(stream -> StreamOffset.from(stream.getKey(), stream.getValue()))
                .toArray(StreamOffset[]::new);
    }

    private static void close(@Nullable StatefulRedisConnection<String, byte[]> connection) {
        if (connection != null) {
            var _ = connection.closeAsync();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(RETRY);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
