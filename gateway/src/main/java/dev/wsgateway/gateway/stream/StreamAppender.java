package dev.wsgateway.gateway.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.wsgateway.config.GatewayConfig;
import dev.wsgateway.gateway.metrics.GatewayMetrics;
import dev.wsgateway.gateway.redis.RedisLink;
import dev.wsgateway.gateway.redis.RedisUnavailableException;
import dev.wsgateway.gateway.redis.Script;
import dev.wsgateway.gateway.settings.Settings;
import dev.wsgateway.redis.PartitionLayout;
import dev.wsgateway.redis.RedisNames;
import dev.wsgateway.redis.StreamEntry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Adds clients' messages to their streams. */
public final class StreamAppender {
    private static final Script APPEND = Script.of(StreamAppender.class, "append.lua", "unread.lua");

    /** How far this process's clock may be behind that of Redis. */
    private static final Duration CLOCK_SKEW = Duration.ofMinutes(1);

    private final RedisLink redis;
    private final Partitions partitions;
    private final Supplier<Settings> settings;
    private final GatewayMetrics metrics;
    private final Clock clock;
    private final Map<String, Lane> lanes = new ConcurrentHashMap<>();

    public StreamAppender(
            RedisLink redis, Partitions partitions, Supplier<Settings> settings, GatewayMetrics metrics, Clock clock) {
        this.redis = redis;
        this.partitions = partitions;
        this.settings = settings;
        this.metrics = metrics;
        this.clock = clock;
    }

    /**
     * Adds a message to the partition of its key. Any thread; the result arrives on a thread of the Redis client, which
     * must not be blocked. Messages are added in the order of the calls.
     *
     * <p>A stream with consumer groups is created by the operator, together with its groups. Until then, and when
     * somebody deleted it, nothing is added: an entry that no group is there to see could be lost to them.
     *
     * @return the entry's id once Redis has it, or that of the first message of its user with the same id; or {@link
     *     StreamFullException}; or {@link RedisUnavailableException} when Redis can't be asked, refuses, or lacks the
     *     stream
     * @throws IllegalArgumentException when no stream of that name is declared
     */
    public CompletionStage<String> append(String stream, ClientMessage message) {
        if (!settings.get().streams().containsKey(stream)) {
            throw new IllegalArgumentException("no stream '" + stream + "' is declared");
        }
        return lanes.computeIfAbsent(stream, name -> new Lane(partitions::look))
                .add(new Lane.Step() {
                    @Override
                    public CompletionStage<@Nullable String> findFirst() {
                        return partitions.known().thenCompose(known -> findInSealed(stream, message));
                    }

                    @Override
                    public CompletionStage<String> send() {
                        return StreamAppender.this.send(stream, message);
                    }
                })
                .whenComplete((entry, failure) -> metrics.streamAppend(stream, failure == null));
    }

    /** The entry of a message with the same id in a partition that was sealed within the time that ids are remembered. */
    private CompletionStage<@Nullable String> findInSealed(String stream, ClientMessage message) {
        CompletionStage<@Nullable String> found = CompletableFuture.completedFuture(null);
        String id = message.labels().id();
        GatewayConfig.Stream declared = settings.get().streams().get(stream);
        if (id == null || declared == null) {
            return found;
        }
        long since =
                clock.millis() - declared.idempotencyWindow().plus(CLOCK_SKEW).toMillis();
        for (PartitionLayout.Version version : partitions.layout(stream).versions()) {
            Long sealedAt = version.sealedAt();
            if (sealedAt != null && sealedAt > since) {
                String key = settings.get()
                        .names()
                        .messageId(stream, version.partitionOf(message.key()), message.scope(), id);
                CompletionStage<byte[]> entry = redis.call(commands -> commands.get(key));
                found = found.thenCombine(entry, (before, bytes) -> bytes == null ? before : text(bytes));
            }
        }
        return found;
    }

    private CompletionStage<String> send(String stream, ClientMessage message) {
        Settings current = settings.get();
        GatewayConfig.Stream declared = current.streams().get(stream);
        if (declared == null) {
            return CompletableFuture.failedFuture(
                    new IllegalArgumentException("no stream '" + stream + "' is declared"));
        }
        int partition = partitions.layout(stream).current().partitionOf(message.key());
        RedisNames names = current.names();
        List<String> keys = new ArrayList<>();
        keys.add(names.entries(stream, partition));
        keys.add(names.seal(stream, partition));
        String id = message.labels().id();
        if (id != null) {
            keys.add(names.messageId(stream, partition, message.scope(), id));
        }
        return APPEND.run(redis, keys.toArray(String[]::new), arguments(declared, message))
                .thenApply(reply -> entryId(reply, stream));
    }

    private static byte[][] arguments(GatewayConfig.Stream stream, ClientMessage message) {
        List<byte[]> arguments = new ArrayList<>();
        arguments.add(bytes(Long.toString(stream.maxLength())));
        arguments.add(bytes(stream.refusesWhenFull() ? "reject" : "drop"));
        arguments.add(bytes(Long.toString(stream.idempotencyWindow().toMillis())));
        arguments.add(bytes(Integer.toString(stream.consumerGroups().size())));
        arguments.add(bytes(Long.toString(stream.retain().toMillis())));
        stream.consumerGroups().forEach(group -> arguments.add(bytes(group.name())));
        add(arguments, StreamEntry.DATA, message.data());
        add(arguments, StreamEntry.CLIENT, bytes(message.client()));
        add(arguments, StreamEntry.USER, bytes(message.user()));
        add(arguments, StreamEntry.KEY, bytes(message.key()));
        String id = message.labels().id();
        if (id != null) {
            add(arguments, StreamEntry.ID, bytes(id));
        }
        add(arguments, StreamEntry.TIME, bytes(Long.toString(message.timeMillis())));
        add(arguments, StreamEntry.TRACEPARENT, bytes(message.traceparent()));
        return arguments.toArray(byte[][]::new);
    }

    private static void add(List<byte[]> arguments, String field, byte[] value) {
        arguments.add(bytes(field));
        arguments.add(value);
    }

    private String entryId(List<Object> reply, String stream) {
        return switch (text(reply.get(0))) {
            case "added" -> {
                metrics.streamDropped(stream, (Long) reply.get(2));
                yield text(reply.get(1));
            }
            case "repeated" -> text(reply.get(1));
            case "sealed" -> Lane.SEALED;
            case "full" -> throw new StreamFullException(stream);
            default ->
                throw new RedisUnavailableException(
                        "the stream '" + stream + "' is not in Redis; the operator makes it with its groups", null);
        };
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static String text(Object bytes) {
        return new String((byte[]) bytes, UTF_8);
    }
}
