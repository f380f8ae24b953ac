package dev.wsgateway.gateway.delivery;

import dev.wsgateway.gateway.lease.Shares;
import dev.wsgateway.gateway.metrics.GatewayMetrics;
import dev.wsgateway.gateway.redis.RedisLink;
import dev.wsgateway.gateway.redis.StreamWatch;
import dev.wsgateway.gateway.settings.Settings;
import dev.wsgateway.gateway.stream.Partitions;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** Delivery to backends, of all consumer groups with {@code push}: this gateway's part of it. */
public final class Deliveries implements AutoCloseable {
    private final Environment environment;
    private final Partitions partitions;
    private final Map<List<String>, PushGroup> groups = new ConcurrentHashMap<>();

    /**
     * Delivers nothing by itself: {@link #work} is to be shared to share out.
     *
     * @param node name of this gateway, which stands in the pending lists
     */
    public Deliveries(
            RedisLink redis,
            StreamWatch watch,
            Partitions partitions,
            Supplier<Settings> settings,
            GatewayMetrics metrics,
            String node,
            Clock clock,
            LongSupplier nanoTime,
            RandomGenerator random) {
        this.partitions = partitions;
        environment =
                new Environment(redis, watch, new Backend(settings, clock), settings, metrics, node, nanoTime, random);
    }

    /**
     * The work there is now: of each group the partitions that it may read, and those that it has read before, whose dead
     * letters may be delivered once more. Any thread.
     */
    public List<Shares> work() {
        return partitions.isKnown()
                ? environment.settings().get().config().streams().stream()
                        .flatMap(stream -> stream.consumerGroups().stream()
                                .filter(group -> group.push() != null)
                                .flatMap(group -> work(stream.name(), group.name())))
                        .toList()
                : List.of();
    }

    private Stream<Shares> work(String stream, String group) {
        PushGroup of = groups.computeIfAbsent(
                List.of(stream, group), names -> new PushGroup(names.getFirst(), names.getLast(), environment));
        int reading = partitions.reading(stream, group).version();
        return partitions.layout(stream).versions().stream()
                .filter(version -> version.version() <= reading)
                .map(of::partitionsOf);
    }

    /** Breaks off calls that are still under way. */
    @Override
    public void close() {
        environment.backend().close();
    }
}
