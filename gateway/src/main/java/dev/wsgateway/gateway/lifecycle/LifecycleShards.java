package dev.wsgateway.gateway.lifecycle;

import dev.wsgateway.gateway.lease.Lease;
import dev.wsgateway.gateway.lease.Shares;
import dev.wsgateway.gateway.metrics.GatewayMetrics;
import dev.wsgateway.gateway.redis.RedisLink;
import dev.wsgateway.gateway.redis.StreamWatch;
import dev.wsgateway.gateway.settings.Settings;
import dev.wsgateway.gateway.stream.StreamAppender;
import dev.wsgateway.redis.PublishStream;
import dev.wsgateway.redis.RedisNames;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** The shards of the lifecycle events, as work to share out among the gateways. */
public final class LifecycleShards implements Shares {
    private final LifecycleStore store;
    private final LifecycleCounts counts;
    private final StreamWatch watch;
    private final StreamAppender streams;
    private final Supplier<Settings> settings;
    private final Predicate<String> isDead;
    private final RandomGenerator random;
    private final List<String> leaseKeys;
    private final Map<Integer, ShardWorker> workers = new ConcurrentHashMap<>();

    /**
     * Shards of one Redis.
     *
     * @param isDead whether the process of a member's name is not alive any more
     * @param random for ids of traces
     */
    public LifecycleShards(
            RedisLink redis,
            StreamWatch watch,
            StreamAppender streams,
            Supplier<Settings> settings,
            Predicate<String> isDead,
            RandomGenerator random,
            Clock clock,
            GatewayMetrics metrics) {
        RedisNames names = settings.get().names();
        this.store = new LifecycleStore(redis, names, clock);
        this.watch = watch;
        this.streams = streams;
        this.settings = settings;
        this.isDead = isDead;
        this.random = random;
        this.leaseKeys = IntStream.range(0, PublishStream.PARTITIONS)
                .mapToObj(names::lifecycleLease)
                .toList();
        this.counts = new LifecycleCounts(metrics.registry());
        metrics.gauge(
                "wsgateway.lifecycle.lag",
                "Lifecycle events in the shards of this gateway that wait for the stream to take them",
                () -> workers.values().stream().mapToLong(ShardWorker::waiting).sum());
    }

    LifecycleStore store() {
        return store;
    }

    LifecycleCounts counts() {
        return counts;
    }

    @Override
    public String name() {
        return "lifecycle";
    }

    @Override
    public List<String> leaseKeys() {
        return leaseKeys;
    }

    @Override
    public Work start(int partition, Lease lease) {
        ShardWorker worker = new ShardWorker(partition, lease, store, watch, streams, settings, isDead, random, counts);
        workers.put(partition, worker);
        return () -> worker.stop().whenComplete((quiet, failure) -> workers.remove(partition, worker));
    }
}
