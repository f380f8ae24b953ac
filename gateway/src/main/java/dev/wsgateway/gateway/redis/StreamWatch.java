package dev.wsgateway.gateway.redis;

import java.util.HashMap;
import java.util.Map;

/**
 * Tells when streams grow: a connection blocks in {@code XREAD}, so that an idle stream costs nothing and an entry is
 * noticed at once. It is one for all streams, but on a Cluster, which reads only one slot at a time, one for each. It
 * reads without a group and takes nothing. Any thread.
 */
public final class StreamWatch implements AutoCloseable {
    private final RedisLink redis;
    private final Map<String, WatchLoop> loops = new HashMap<>();
    private boolean closed;

    public StreamWatch(RedisLink redis) {
        this.redis = redis;
    }

    /**
     * Has the caller told once, as soon as a stream has an entry behind an id.
     *
     * @param watcher who watches; it replaces what the same one watched the stream for before
     * @param grown called on a thread that must not be blocked
     */
    public synchronized void watch(String key, Object watcher, String after, Runnable grown) {
        if (!closed) {
            loops.computeIfAbsent(loopOf(key), name -> new WatchLoop(redis)).watch(key, watcher, after, grown);
        }
    }

    /** Ends what {@link #watch} began. */
    public synchronized void forget(String key, Object watcher) {
        WatchLoop loop = loops.get(loopOf(key));
        if (loop != null) {
            boolean unwatched = loop.forget(key, watcher);
            if (unwatched && redis.isSharded()) {
                loops.remove(key);
                loop.close();
            }
        }
    }

    private String loopOf(String key) {
        return redis.isSharded() ? key : "";
    }

    @Override
    public synchronized void close() {
        closed = true;
        loops.values().forEach(WatchLoop::close);
    }
}
