package dev.wsgateway.gateway.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.wsgateway.config.GatewayConfig;
import dev.wsgateway.gateway.deadletter.DeadLetterStream;
import dev.wsgateway.gateway.redis.RedisLink;
import dev.wsgateway.gateway.redis.Script;
import dev.wsgateway.gateway.settings.Settings;
import dev.wsgateway.redis.RedisNames;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What has to be done in the streams now and then: it removes what all groups have acknowledged where no new message does,
 * and takes from consumers what they have not acknowledged, for groups with {@code reclaim}. Every gateway does it; each
 * script is whole by itself, so that it does no harm to be done twice. One thread.
 */
public final class Upkeep {
    private static final Logger log = LoggerFactory.getLogger(Upkeep.class);
    private static final Script TRIM = Script.of(Upkeep.class, "trim.lua", "unread.lua");
    private static final Script RECLAIM = Script.of(Upkeep.class, "reclaim.lua");
    private static final Duration TRIM_INTERVAL = Duration.ofSeconds(30);
    private static final Duration LONGEST_INTERVAL = Duration.ofSeconds(30);
    private static final String AT_A_TIME = "100";

    private final RedisLink redis;
    private final Partitions partitions;
    private final Supplier<Settings> settings;
    private final LongSupplier nanoTime;
    private final Counter reassigned;
    private final Counter dead;
    private final Counter dropped;
    private final Map<List<Object>, Long> due = new HashMap<>();

    public Upkeep(
            RedisLink redis,
            Partitions partitions,
            Supplier<Settings> settings,
            MeterRegistry registry,
            LongSupplier nanoTime) {
        this.redis = redis;
        this.partitions = partitions;
        this.settings = settings;
        this.nanoTime = nanoTime;
        reassigned = reclaimed(registry, "reassigned");
        dead = reclaimed(registry, "dead");
        dropped = Counter.builder("wsgateway.reclaim.dead.letters.dropped")
                .description("Dead letters of groups with reclaim that were dropped because a partition had too many")
                .register(registry);
    }

    private static Counter reclaimed(MeterRegistry registry, String result) {
        return Counter.builder("wsgateway.reclaimed")
                .description("Entries that this gateway took from consumers which did not acknowledge them")
                .tag("result", result)
                .register(registry);
    }

    /** Begins what is due; returns at once. To be called once a second. */
    public void tick() {
        Settings current = settings.get();
        Map<List<Object>, Long> before = Map.copyOf(due);
        due.clear();
        for (GatewayConfig.Stream stream : current.config().streams()) {
            partitions.layout(stream.name()).versions().stream()
                    .flatMapToInt(version -> version.numbers())
                    .forEach(partition -> tick(current.names(), stream, partition, before));
        }
    }

    private void tick(RedisNames names, GatewayConfig.Stream stream, int partition, Map<List<Object>, Long> before) {
        if (!stream.consumerGroups().isEmpty() && isDue(List.of(stream.name(), partition), before, TRIM_INTERVAL)) {
            trim(names, stream, partition);
        }
        for (GatewayConfig.ConsumerGroup group : stream.consumerGroups()) {
            GatewayConfig.Reclaim reclaim = group.reclaim();
            if (reclaim != null
                    && group.push() == null
                    && isDue(List.of(stream.name(), partition, group.name()), before, interval(reclaim))) {
                reclaim(names, stream.name(), partition, group.name(), reclaim);
            }
        }
    }

    private static Duration interval(GatewayConfig.Reclaim reclaim) {
        Duration quarter = reclaim.idle().dividedBy(4);
        return quarter.compareTo(LONGEST_INTERVAL) > 0 ? LONGEST_INTERVAL : quarter;
    }

    private boolean isDue(List<Object> what, Map<List<Object>, Long> before, Duration interval) {
        long now = nanoTime.getAsLong();
        Long at = before.get(what);
        if (at != null && now - at < 0) {
            due.put(what, at);
            return false;
        }
        due.put(what, now + interval.toNanos());
        return true;
    }

    private void trim(RedisNames names, GatewayConfig.Stream stream, int partition) {
        List<byte[]> arguments = new ArrayList<>();
        arguments.add(Long.toString(stream.retain().toMillis()).getBytes(UTF_8));
        stream.consumerGroups().forEach(group -> arguments.add(group.name().getBytes(UTF_8)));
        logFailure(TRIM.run(
                redis, new String[] {names.entries(stream.name(), partition)}, arguments.toArray(byte[][]::new)));
    }

    private void reclaim(RedisNames names, String stream, int partition, String group, GatewayConfig.Reclaim reclaim) {
        logFailure(RECLAIM.run(
                        redis,
                        new String[] {
                            names.entries(stream, partition),
                            names.dead(stream, partition, group),
                            names.lease(stream, partition, group)
                        },
                        group.getBytes(UTF_8),
                        Long.toString(reclaim.idle().toMillis()).getBytes(UTF_8),
                        Integer.toString(reclaim.maxDeliveries()).getBytes(UTF_8),
                        Integer.toString(DeadLetterStream.KEPT).getBytes(UTF_8),
                        AT_A_TIME.getBytes(UTF_8))
                .thenApply(reply -> count(stream, group, reply)));
    }

    private List<Object> count(String stream, String group, List<Object> reply) {
        reassigned.increment((double) (Long) reply.get(0));
        dead.increment((double) (Long) reply.get(1));
        dropped.increment((double) (Long) reply.get(2));
        if ((Long) reply.get(1) > 0) {
            log.atWarn()
                    .addKeyValue("stream", stream)
                    .addKeyValue("group", group)
                    .addKeyValue("entries", reply.get(1))
                    .log("entries went to the dead letters: their consumers did not acknowledge them");
        }
        return reply;
    }

    private static void logFailure(CompletionStage<List<Object>> done) {
        var _ = done.exceptionally(failure -> {
            log.atDebug().addKeyValue("error", failure.getMessage()).log("the streams' upkeep failed; trying again");
            return List.of();
        });
    }
}
