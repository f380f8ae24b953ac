package dev.wsgateway.gateway.session;

import io.netty.buffer.ByteBuf;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The latest publication of each key that waits for one client, oldest first: what a client gets, it gets in the order of
 * the channel, though not all of it. Holds a reference to each frame. Runs on the session's event loop.
 */
final class Conflated {
    private record Key(String channel, String key) {}

    private final int maxBytes;
    private final Map<Key, ByteBuf> latest = new LinkedHashMap<>();
    private int bytes;

    Conflated(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Takes a frame in place of the earlier one of the same key; false if there would be too much. */
    boolean put(String channel, String key, ByteBuf frame) {
        Key name = new Key(channel, key);
        release(latest.remove(name));
        if (bytes + frame.readableBytes() > maxBytes) {
            return false;
        }
        latest.put(name, frame.retainedDuplicate());
        bytes += frame.readableBytes();
        return true;
    }

    /** Hands frames on as long as they are taken; whether all were. */
    boolean drain(Predicate<ByteBuf> out) {
        var frames = latest.values().iterator();
        while (frames.hasNext()) {
            ByteBuf frame = frames.next();
            if (!out.test(frame)) {
                return false;
            }
            frames.remove();
            release(frame);
        }
        return true;
    }

    /** Lets go of what waits of a channel. */
    void drop(String channel) {
        latest.entrySet().removeIf(waiting -> {
            boolean drop = waiting.getKey().channel().equals(channel);
            if (drop) {
                release(waiting.getValue());
            }
            return drop;
        });
    }

    /** Lets go of all. */
    void drop() {
        latest.values().forEach(this::release);
        latest.clear();
    }

    private void release(@Nullable ByteBuf frame) {
        if (frame != null) {
            bytes -= frame.readableBytes();
            frame.release();
        }
    }
}
