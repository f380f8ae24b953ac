package dev.wsgateway.gateway.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.wsgateway.config.GatewayConfig;
import dev.wsgateway.gateway.redis.RedisLink;
import dev.wsgateway.gateway.redis.RedisUnavailableException;
import dev.wsgateway.gateway.redis.Script;
import dev.wsgateway.gateway.settings.Settings;
import dev.wsgateway.redis.PartitionLayout;
import dev.wsgateway.redis.PartitionLayout.Version;
import dev.wsgateway.redis.RedisNames;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which partitions the streams have, and which of them a consumer group may read. It asks Redis once a second in {@link
 * #look}, and notes there which groups are through with sealed partitions. Any thread.
 */
public final class Partitions {
    private static final Logger log = LoggerFactory.getLogger(Partitions.class);
    private static final Script LAYOUTS = Script.of(Partitions.class, "layouts.lua");
    private static final Script IS_FINISHED = Script.of(Partitions.class, "is-finished.lua");
    private static final Script FINISH = Script.of(Partitions.class, "finish.lua");

    private final RedisLink redis;
    private final Supplier<Settings> settings;
    private volatile Seen seen = new Seen(Map.of(), Map.of());
    private volatile boolean known;

    private record Seen(Map<String, PartitionLayout> layouts, Map<String, Integer> finished) {}

    public Partitions(RedisLink redis, Supplier<Settings> settings) {
        this.redis = redis;
        this.settings = settings;
    }

    /** Completes when there was a look at all; fails as {@link #look}. */
    CompletionStage<?> known() {
        return known ? CompletableFuture.completedFuture(null) : look();
    }

    /** Whether there was a look; before, the answers are those of streams that were never split otherwise. */
    public boolean isKnown() {
        return known;
    }

    /** How a declared stream was split at the last look. Entries go into the current version's partitions. */
    public PartitionLayout layout(String stream) {
        PartitionLayout known = seen.layouts().get(stream);
        if (known != null) {
            return known;
        }
        GatewayConfig.Stream declared = settings.get().streams().get(stream);
        return PartitionLayout.initial(declared == null ? 1 : declared.partitions());
    }

    /**
     * The partitions of a declared stream that a group may read: those of one version of the layout, since it reads the
     * next version only when it has acknowledged all entries of this one. Once a version was given out, no earlier one is
     * again, unless Redis lost what it knew.
     */
    public Version reading(String stream, String group) {
        return layout(stream).reading(seen.finished().getOrDefault(member(stream, group), 0));
    }

    private static String member(String stream, String group) {
        return stream + " " + group;
    }

    /** Asks Redis. The stage completes when {@link #layout} and {@link #reading} give the answer, or fails without one. */
    public CompletionStage<?> look() {
        RedisNames names = settings.get().names();
        return LAYOUTS.run(redis, new String[] {names.layouts(), names.finished()})
                .thenAccept(reply -> {
                    seen = seen((List<?>) reply.get(0), (List<?>) reply.get(1));
                    known = true;
                });
    }

    private static Seen seen(List<?> layouts, List<?> finished) {
        Map<String, PartitionLayout> byStream = new HashMap<>();
        for (int i = 0; i < layouts.size(); i += 2) {
            try {
                byStream.put(text(layouts.get(i)), PartitionLayout.parse(text(layouts.get(i + 1))));
            } catch (IllegalArgumentException e) {
                throw new RedisUnavailableException(
                        "the partitions of stream '" + text(layouts.get(i)) + "' in Redis: " + e.getMessage(), e);
            }
        }
        Map<String, Integer> versions = new HashMap<>();
        for (int i = 0; i < finished.size(); i += 2) {
            versions.put(text(finished.get(i)), Integer.valueOf(text(finished.get(i + 1))));
        }
        return new Seen(Map.copyOf(byStream), Map.copyOf(versions));
    }

    /** Looks, and lets groups go on that are through with sealed partitions. Returns at once; to be called regularly. */
    public void refresh() {
        var _ = look().thenRun(this::goOn).exceptionally(failure -> {
            log.atDebug().addKeyValue("error", failure.getMessage()).log("could not read the layouts of partitions");
            return null;
        });
    }

    private void goOn() {
        for (GatewayConfig.Stream stream : settings.get().config().streams()) {
            PartitionLayout layout = layout(stream.name());
            for (GatewayConfig.ConsumerGroup group : stream.consumerGroups()) {
                Version reading = reading(stream.name(), group.name());
                if (!reading.equals(layout.current())) {
                    goOn(stream.name(), group.name(), reading);
                }
            }
        }
    }

    private void goOn(String stream, String group, Version version) {
        RedisNames names = settings.get().names();
        List<CompletableFuture<Boolean>> partitions = new ArrayList<>();
        version.numbers()
                .forEach(partition -> partitions.add(IS_FINISHED
                        .run(
                                redis,
                                new String[] {names.entries(stream, partition), names.seal(stream, partition)},
                                group.getBytes(UTF_8))
                        .thenApply(reply -> (Long) reply.get(0) == 1)
                        .toCompletableFuture()));
        var _ = CompletableFuture.allOf(partitions.toArray(CompletableFuture[]::new))
                .thenCompose(all -> partitions.stream().allMatch(CompletableFuture::join)
                        ? FINISH.run(
                                redis,
                                new String[] {names.finished()},
                                member(stream, group).getBytes(UTF_8),
                                Integer.toString(version.version()).getBytes(UTF_8))
                        : CompletableFuture.completedFuture(List.<Object>of()))
                .exceptionally(failure -> {
                    log.atDebug()
                            .addKeyValue("stream", stream)
                            .addKeyValue("group", group)
                            .addKeyValue("error", failure.getMessage())
                            .log("could not see whether sealed partitions are read; trying again");
                    return List.of();
                });
    }

    private static String text(Object bytes) {
        return new String((byte[]) bytes, UTF_8);
    }
}
