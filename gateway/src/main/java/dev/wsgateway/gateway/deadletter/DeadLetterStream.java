package dev.wsgateway.gateway.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.wsgateway.gateway.redis.RedisLink;
import dev.wsgateway.gateway.redis.Script;
import dev.wsgateway.redis.RedisNames;
import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.StreamMessage;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The dead letters of one partition. Any thread; results arrive on a thread of the Redis client, or fail with {@link
 * dev.wsgateway.gateway.redis.RedisUnavailableException}.
 */
public final class DeadLetterStream {
    /** Number of dead letters that a partition keeps, of each group; beyond it the oldest go, which is told. */
    public static final int KEPT = 10_000;

    private static final Script LIST = Script.of(DeadLetterStream.class, "list.lua");
    private static final Script END = Script.of(DeadLetterStream.class, "end.lua");
    private static final int AT_A_TIME = 100;

    private final RedisLink redis;
    private final int partition;
    private final String dead;
    private final String again;
    private final String group;

    private DeadLetterStream(RedisLink redis, int partition, String dead, String again, String group) {
        this.redis = redis;
        this.partition = partition;
        this.dead = dead;
        this.again = again;
        this.group = group;
    }

    /** Those of a partition of the publish stream. */
    public static DeadLetterStream ofPublishStream(RedisLink redis, RedisNames names, int partition) {
        return new DeadLetterStream(
                redis, partition, names.publishDead(partition), names.publishEntries(partition), "");
    }

    /** Those of a consumer group in a partition of a stream. */
    public static DeadLetterStream ofGroup(
            RedisLink redis, RedisNames names, String stream, int partition, String group) {
        return new DeadLetterStream(
                redis,
                partition,
                names.dead(stream, partition, group),
                names.redriven(stream, partition, group),
                group);
    }

    /** What becomes of a dead letter. */
    public enum End {
        /** It is tried again, behind all that waits. */
        REDRIVE,
        /** It goes for good. */
        DISCARD;

        private byte[] word() {
            return (this == REDRIVE ? "redrive" : "discard").getBytes(UTF_8);
        }
    }

    /**
     * One dead letter.
     *
     * @param id its own, in the stream of dead letters
     * @param bytes of all its fields
     * @param entry id that it had in its stream
     * @param reason why it is one
     * @param deliveries how often it was delivered; null for the publish stream
     * @param channel as it stands there; null for a consumer group, empty where it has none
     * @param key as it stands there; null for the publish stream, empty where it has none
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Letter(
            int partition,
            String id,
            long bytes,
            String entry,
            String reason,
            @Nullable Long deliveries,
            @Nullable String channel,
            @Nullable String key) {}

    /**
     * The oldest dead letters of a partition.
     *
     * @param total number of all
     */
    public record Letters(long total, List<Letter> oldest) {}

    /** Reads the oldest ones. */
    public CompletionStage<Letters> list(int limit) {
        return LIST.run(redis, new String[] {dead}, bytes(limit))
                .thenApply(reply -> new Letters(
                        (Long) reply.get(0),
                        reply.stream()
                                .skip(1)
                                .map(letter -> letter((List<?>) letter))
                                .toList()));
    }

    private Letter letter(List<?> parts) {
        boolean ofGroup = !group.isEmpty();
        String deliveries = text(parts.get(4));
        return new Letter(
                partition,
                text(parts.get(0)),
                (Long) parts.get(1),
                text(parts.get(2)),
                text(parts.get(3)),
                ofGroup && deliveries.matches("[0-9]{1,18}") ? Long.valueOf(deliveries) : null,
                ofGroup ? null : text(parts.get(5)),
                ofGroup ? text(parts.get(6)) : null);
    }

    /**
     * Ends one dead letter.
     *
     * @return 1, or 0 where there is none with that id
     */
    public CompletionStage<Long> end(String id, End end) {
        return some(id, id, end);
    }

    /**
     * Ends all that there are now; one that comes back at once is not ended again.
     *
     * @return how many there were
     */
    public CompletionStage<Long> endAll(End end) {
        return redis.<List<StreamMessage<String, byte[]>>>call(
                        commands -> commands.xrevrange(dead, Range.unbounded(), Limit.from(1)))
                .thenCompose(newest -> newest.isEmpty()
                        ? CompletableFuture.completedFuture(0L)
                        : upTo(newest.getFirst().getId(), end, 0));
    }

    private CompletionStage<Long> upTo(String last, End end, long before) {
        return some("-", last, end)
                .thenCompose(ended -> ended < AT_A_TIME
                        ? CompletableFuture.completedFuture(before + ended)
                        : upTo(last, end, before + ended));
    }

    private CompletionStage<Long> some(String first, String last, End end) {
        return END.run(
                        redis,
                        new String[] {again, dead},
                        end.word(),
                        first.getBytes(UTF_8),
                        last.getBytes(UTF_8),
                        bytes(AT_A_TIME),
                        group.getBytes(UTF_8))
                .thenApply(reply -> (Long) reply.get(0));
    }

    private static byte[] bytes(int number) {
        return Integer.toString(number).getBytes(UTF_8);
    }

    private static String text(Object bytes) {
        return new String((byte[]) bytes, UTF_8);
    }
}
