package dev.wsgateway.operator.redis;

import io.lettuce.core.resource.ClientResources;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The Redis of one gateway. {@link #look} runs on one thread at a time; what it found may be read on any thread and never
 * waits for it.
 */
final class WatchedRedis implements AutoCloseable {
    private final RedisTarget target;
    private final RedisSession session;
    private final Clock clock;
    private final ReentrantLock looking = new ReentrantLock();

    private RedisRequest request;
    private @Nullable Publication published;
    private @Nullable RedisRequest seenFor;
    private @Nullable RedisObservation lastSeen;
    private final List<RedisChange> changes = new ArrayList<>();
    private boolean closed;

    WatchedRedis(RedisRequest request, HostNames hostNames, ClientResources resources, Clock clock) {
        this.request = request;
        this.target = request.target();
        String namespace = request.names().namespace();
        this.session = new RedisSession(target, host -> hostNames.resolvable(host, namespace), resources);
        this.clock = clock;
    }

    boolean isFor(RedisTarget other) {
        return target.equals(other);
    }

    /**
     * Takes a request over.
     *
     * @return what was seen last, or null where that was for other wants and a look is due
     */
    synchronized @Nullable RedisObservation want(RedisRequest next) {
        request = next;
        return published != null && seenFor != null && seenFor.sameWants(next) ? published.observation() : null;
    }

    /**
     * Looks at Redis, unless another thread is at it.
     *
     * @return whether there is something new to tell
     */
    boolean look() {
        if (!looking.tryLock()) {
            return false;
        }
        try {
            RedisRequest current = current();
            return current != null && publish(current, session.observe(current));
        } finally {
            looking.unlock();
        }
    }

    /** As {@link #look}, after the one that runs; for a request that cannot wait for the next turn. */
    boolean lookInTurn() {
        looking.lock();
        try {
            return look();
        } finally {
            looking.unlock();
        }
    }

    synchronized RedisObservation latest(RedisObservation otherwise) {
        return published == null ? otherwise : published.observation();
    }

    /** What the last look showed, with its counters, whether or not it was told; null before the first one. */
    synchronized @Nullable RedisObservation lastSeen() {
        return lastSeen;
    }

    synchronized List<RedisChange> takeChanges() {
        List<RedisChange> taken = List.copyOf(changes);
        changes.clear();
        return taken;
    }

    private synchronized @Nullable RedisRequest current() {
        return closed ? null : request;
    }

    private synchronized boolean publish(RedisRequest current, RedisObservation seen) {
        Publication before = published;
        Publication after = before == null || !current.sameWants(seenFor == null ? current : seenFor)
                ? new Publication(seen, clock.instant())
                : before.next(seen, clock.instant());
        published = after;
        lastSeen = seen;
        seenFor = current;
        changes.addAll(session.changes());
        return !after.equals(before) || !session.changes().isEmpty();
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        looking.lock();
        try {
            session.close();
        } finally {
            looking.unlock();
        }
    }
}
