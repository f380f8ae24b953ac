package dev.wsgateway.gateway.delivery;

import dev.wsgateway.gateway.lease.Shares;
import dev.wsgateway.gateway.metrics.GatewayMetrics;
import dev.wsgateway.gateway.redis.RedisLink;
import dev.wsgateway.gateway.redis.StreamWatch;
import dev.wsgateway.gateway.settings.Settings;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** Delivery to backends, of all consumer groups with {@code push}: this gateway's part of it. */
public final class Deliveries implements AutoCloseable {
    private final Environment environment;
    private final Map<List<String>, PushGroup> groups = new ConcurrentHashMap<>();

    /**
     * Delivers nothing by itself: {@link #groups} is work to share out.
     *
     * @param node name of this gateway, which stands in the pending lists
     */
    public Deliveries(
            RedisLink redis,
            StreamWatch watch,
            Supplier<Settings> settings,
            GatewayMetrics metrics,
            String node,
            Clock clock,
            LongSupplier nanoTime,
            RandomGenerator random) {
        environment = new Environment(redis, watch, new Backend(clock), settings, metrics, node, nanoTime, random);
    }

    /** The groups that are delivered now. Any thread. */
    public List<Shares> groups() {
        return environment.settings().get().config().streams().stream()
                .flatMap(stream -> stream.consumerGroups().stream()
                        .filter(group -> group.push() != null)
                        .<Shares>map(group -> groups.computeIfAbsent(
                                List.of(stream.name(), group.name()),
                                names -> new PushGroup(names.getFirst(), names.getLast(), environment))))
                .toList();
    }

    /** Breaks off calls that are still under way. */
    @Override
    public void close() {
        environment.backend().close();
    }
}
