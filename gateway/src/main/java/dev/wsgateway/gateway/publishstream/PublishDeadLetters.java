package dev.wsgateway.gateway.publishstream;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.wsgateway.gateway.redis.RedisLink;
import dev.wsgateway.gateway.redis.Script;
import dev.wsgateway.redis.RedisNames;
import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.StreamMessage;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * What could not be published, for people and programs that decide what becomes of it. Any thread; results arrive on a
 * thread of the Redis client, or fail with {@link dev.wsgateway.gateway.redis.RedisUnavailableException}.
 */
public final class PublishDeadLetters {
    private static final Script LIST = Script.of(PublishDeadLetters.class, "list-dead.lua");
    private static final Script END = Script.of(PublishDeadLetters.class, "end-dead.lua");
    private static final int AT_A_TIME = 100;

    private final RedisLink redis;
    private final RedisNames names;

    public PublishDeadLetters(RedisLink redis, RedisNames names) {
        this.redis = redis;
        this.names = names;
    }

    /** What becomes of a dead letter. */
    public enum End {
        /** It is added to its partition again, as the newest entry. */
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
     * @param entry id that it had in the publish stream
     * @param reason why it could not be published
     * @param channel as it stands there; empty where it has none
     */
    public record Letter(int partition, String id, long bytes, String entry, String reason, String channel) {}

    /**
     * The oldest dead letters of a partition.
     *
     * @param total number of all
     */
    public record Letters(long total, List<Letter> oldest) {}

    /** Reads the oldest dead letters of a partition. */
    public CompletionStage<Letters> list(int partition, int limit) {
        return LIST.run(redis, new String[] {names.publishDead(partition)}, bytes(limit))
                .thenApply(reply -> new Letters(
                        (Long) reply.get(0),
                        reply.stream()
                                .skip(1)
                                .map(letter -> letter(partition, (List<?>) letter))
                                .toList()));
    }

    private static Letter letter(int partition, List<?> parts) {
        return new Letter(
                partition,
                text(parts.get(0)),
                (Long) parts.get(1),
                text(parts.get(2)),
                text(parts.get(3)),
                text(parts.get(4)));
    }

    /**
     * Ends one dead letter.
     *
     * @return 1, or 0 where there is none with that id
     */
    public CompletionStage<Long> end(int partition, String id, End end) {
        return some(partition, id, id, end);
    }

    /**
     * Ends all dead letters that a partition has now; one that comes back at once is not ended again.
     *
     * @return how many there were
     */
    public CompletionStage<Long> endAll(int partition, End end) {
        return redis.<List<StreamMessage<String, byte[]>>>call(
                        commands -> commands.xrevrange(names.publishDead(partition), Range.unbounded(), Limit.from(1)))
                .thenCompose(newest -> newest.isEmpty()
                        ? CompletableFuture.completedFuture(0L)
                        : upTo(partition, newest.getFirst().getId(), end, 0));
    }

    private CompletionStage<Long> upTo(int partition, String last, End end, long before) {
        return some(partition, "-", last, end)
                .thenCompose(ended -> ended < AT_A_TIME
                        ? CompletableFuture.completedFuture(before + ended)
                        : upTo(partition, last, end, before + ended));
    }

    private CompletionStage<Long> some(int partition, String first, String last, End end) {
        return END.run(
                        redis,
                        new String[] {names.publishEntries(partition), names.publishDead(partition)},
                        end.word(),
                        first.getBytes(UTF_8),
                        last.getBytes(UTF_8),
                        bytes(AT_A_TIME))
                .thenApply(reply -> (Long) reply.get(0));
    }

    private static byte[] bytes(int number) {
        return Integer.toString(number).getBytes(UTF_8);
    }

    private static String text(Object bytes) {
        return new String((byte[]) bytes, UTF_8);
    }
}
