package dev.wsgateway.operator.redis;

import dev.wsgateway.redis.RedisNames;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the Redis of each gateway that was asked about, until it is forgotten. Any thread may call; Redis itself is
 * spoken to on virtual threads, one a gateway.
 */
public final class RedisWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RedisWatch.class);

    private final HostNames hostNames;
    private final Duration deadline;
    private final Clock clock;
    private final BiPredicate<RedisNames, RedisObservation> due;
    private final Consumer<RedisNames> listener;
    private final ConcurrentMap<RedisNames, WatchedRedis> watched = new ConcurrentHashMap<>();
    private final ClientResources resources = DefaultClientResources.builder()
            .ioThreadPoolSize(2)
            .computationThreadPoolSize(2)
            .build();
    private final ScheduledExecutorService ticks = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("redis-watch").daemon().factory());
    private final ExecutorService looks = Executors.newVirtualThreadPerTaskExecutor();
    private final Erasures erasures;

    /**
     * Starts watching.
     *
     * @param hostNames how to look hosts up
     * @param interval between two looks at one Redis
     * @param deadline how long {@link #observe} may take
     * @param due asked after each look, on a thread of the watch, whether what it showed is worth telling although only
     *     counters changed; it must not block
     * @param listener told, on a thread of the watch, of a gateway whose observation changed; it must not block
     */
    public RedisWatch(
            HostNames hostNames,
            Duration interval,
            Duration deadline,
            Clock clock,
            BiPredicate<RedisNames, RedisObservation> due,
            Consumer<RedisNames> listener) {
        this.hostNames = hostNames;
        this.deadline = deadline;
        this.clock = clock;
        this.due = due;
        this.listener = listener;
        this.erasures = new Erasures(hostNames, resources, looks);
        var _ = ticks.scheduleWithFixedDelay(
                this::lookAtAll, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** As the other, where counters alone are never worth telling at once. */
    public RedisWatch(
            HostNames hostNames, Duration interval, Duration deadline, Clock clock, Consumer<RedisNames> listener) {
        this(hostNames, interval, deadline, clock, (_, _) -> false, listener);
    }

    /**
     * What was seen last for the same wants; else looks at once, making the groups that are missing. Throws nothing: no
     * answer in time is an observation as well, and the listener is told when there is a better one.
     */
    public RedisObservation observe(RedisRequest request) {
        WatchedRedis redis = watched.compute(request.names(), (_, current) -> {
            if (current != null && current.isFor(request.target())) {
                return current;
            }
            close(current);
            return new WatchedRedis(request, hostNames, resources, clock);
        });
        RedisObservation seen = redis.want(request);
        return seen != null ? seen : lookNow(request.names(), redis);
    }

    /** As {@link #observe}, but with the counters of the last look, however little they moved. */
    public RedisObservation observeLive(RedisRequest request) {
        return live(request.names(), observe(request));
    }

    /** What the last look showed, in place of what {@link #observe} gave. */
    public RedisObservation live(RedisNames names, RedisObservation paced) {
        WatchedRedis redis = watched.get(names);
        RedisObservation seen = redis == null ? null : redis.lastSeen();
        return seen == null ? paced : seen;
    }

    /** What was changed since the last call. */
    public List<RedisChange> takeChanges(RedisNames names) {
        WatchedRedis redis = watched.get(names);
        return redis == null ? List.of() : redis.takeChanges();
    }

    /**
     * Removes all keys of a gateway, once no gateway reports any more; call it again and again until it is done or has
     * failed. {@link #forget} it before, or its groups are made again.
     */
    public Erasure erase(RedisNames names, RedisTarget target) {
        return erasures.of(names, target);
    }

    /** Ends watching a gateway's Redis. */
    public void forget(RedisNames names) {
        close(watched.remove(names));
    }

    private RedisObservation lookNow(RedisNames names, WatchedRedis redis) {
        RedisObservation late = new RedisObservation.Unavailable(
                RedisProblem.UNREACHABLE, "Redis did not answer within " + deadline.toSeconds() + " s");
        Future<?> look = looks.submit(() -> tell(names, redis.lookInTurn()));
        try {
            look.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
            return redis.latest(late);
        } catch (TimeoutException e) {
            return late;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return late;
        } catch (ExecutionException e) {
            throw new IllegalStateException("a look at Redis throws nothing", e);
        }
    }

    private void lookAtAll() {
        watched.forEach((names, redis) -> {
            var _ = looks.submit(() -> {
                boolean changed = redis.look();
                RedisObservation seen = redis.lastSeen();
                tell(names, changed || (seen != null && due.test(names, seen)));
            });
        });
    }

    private void tell(RedisNames names, boolean changed) {
        if (changed) {
            LOG.atDebug()
                    .addKeyValue("namespace", names.namespace())
                    .addKeyValue("name", names.name())
                    .log("Redis changed");
            listener.accept(names);
        }
    }

    private void close(@Nullable WatchedRedis redis) {
        if (redis != null) {
            var _ = looks.submit(redis::close);
        }
    }

    @Override
    public void close() {
        ticks.shutdownNow();
        watched.values().forEach(WatchedRedis::close);
        looks.shutdown();
        resources.shutdown(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
    }
}
