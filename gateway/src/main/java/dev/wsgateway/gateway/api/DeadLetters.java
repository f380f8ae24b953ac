package dev.wsgateway.gateway.api;

import dev.wsgateway.config.GatewayConfig;
import dev.wsgateway.gateway.deadletter.DeadLetterStream;
import dev.wsgateway.gateway.deadletter.DeadLetterStream.End;
import dev.wsgateway.gateway.deadletter.DeadLetterStream.Letter;
import dev.wsgateway.gateway.deadletter.DeadLetterStream.Letters;
import dev.wsgateway.gateway.protocol.ErrorCode;
import dev.wsgateway.gateway.redis.RedisLink;
import dev.wsgateway.gateway.settings.Settings;
import dev.wsgateway.gateway.stream.Partitions;
import dev.wsgateway.redis.PartitionLayout.Version;
import dev.wsgateway.redis.PublishStream;
import dev.wsgateway.redis.RedisNames;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The methods that show what could not be published, or be delivered to a consumer group, and end it.
 */
final class DeadLetters {
    private static final int DEFAULT_LIMIT = 100;
    private static final int MAX_LIMIT = 1000;
    private static final Pattern ID = Pattern.compile("[0-9]{1,20}-[0-9]{1,20}");

    private final RedisLink redis;
    private final Supplier<Settings> settings;
    private final Partitions partitions;

    DeadLetters(RedisLink redis, Supplier<Settings> settings, Partitions partitions) {
        this.redis = redis;
        this.settings = settings;
        this.partitions = partitions;
    }

    private record ListParams(
            @Nullable String stream,
            @Nullable String group,
            @Nullable Integer limit) {}

    /**
     * What there is.
     *
     * @param total number of all dead letters
     * @param deadLetters the oldest ones of each partition
     */
    private record ListResult(long total, List<Letter> deadLetters) {}

    private record EndParams(
            @Nullable String stream,
            @Nullable String group,
            @Nullable Integer partition,
            @Nullable String id,
            @Nullable Boolean all) {}

    /** How many were ended. */
    private record EndResult(long count) {}

    CompletionStage<ApiReply> list(byte[] json) {
        ListParams params = ApiJson.read(json, ListParams.class);
        int limit = params.limit() == null ? DEFAULT_LIMIT : params.limit();
        if (limit < 0 || limit > MAX_LIMIT) {
            return refused("'limit' is " + limit + ": send a number from 0 to " + MAX_LIMIT);
        }
        return Windowed.forAll(streams(params.stream(), params.group()), letters -> letters.list(limit), 0)
                .thenApply(all -> ApiReply.success(new ListResult(
                        all.stream().mapToLong(Letters::total).sum(),
                        all.stream()
                                .flatMap(some -> some.oldest().stream())
                                .limit(limit)
                                .toList())))
                .exceptionally(ApiReply::unavailable);
    }

    /**
     * The dead letters that are meant, by partition.
     *
     * @throws IllegalArgumentException where there is no such group; the message says so
     */
    private List<DeadLetterStream> streams(@Nullable String stream, @Nullable String group) {
        Settings current = settings.get();
        RedisNames names = current.names();
        if (stream == null && group == null) {
            return IntStream.range(0, PublishStream.PARTITIONS)
                    .mapToObj(partition -> DeadLetterStream.ofPublishStream(redis, names, partition))
                    .toList();
        }
        if (stream == null || group == null) {
            throw new IllegalArgumentException(
                    "send both 'stream' and 'group', or neither for what could not be published");
        }
        declared(stream, group);
        Version last = partitions.layout(stream).current();
        return IntStream.range(0, last.first() + last.partitions())
                .mapToObj(partition -> DeadLetterStream.ofGroup(redis, names, stream, partition, group))
                .toList();
    }

    private GatewayConfig.ConsumerGroup declared(String stream, String group) {
        GatewayConfig.Stream declared = settings.get().streams().get(stream);
        return Stream.ofNullable(declared)
                .flatMap(one -> one.consumerGroups().stream())
                .filter(one -> one.name().equals(group))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "no stream '" + stream + "' with a consumer group '" + group + "' is declared"));
    }

    CompletionStage<ApiReply> redrive(byte[] json) {
        return end(ApiJson.read(json, EndParams.class), End.REDRIVE);
    }

    CompletionStage<ApiReply> discard(byte[] json) {
        return end(ApiJson.read(json, EndParams.class), End.DISCARD);
    }

    private CompletionStage<ApiReply> end(EndParams params, End end) {
        boolean all = params.all() != null && params.all();
        Integer partition = params.partition();
        String id = params.id();
        if (all == (id != null) || (id != null && partition == null)) {
            return refused("say which: send 'partition' and 'id' of one dead letter, or \"all\": true");
        }
        List<DeadLetterStream> streams = streams(params.stream(), params.group());
        if (partition != null && (partition < 0 || partition >= streams.size())) {
            return refused("'partition' is " + partition + ": send a number from 0 to " + (streams.size() - 1));
        }
        if (id != null && !ID.matcher(id).matches()) {
            return refused("'id' is none of a dead letter: send for example 1700000000000-0");
        }
        if (end == End.REDRIVE
                && params.stream() != null
                && params.group() != null
                && declared(params.stream(), params.group()).push() == null) {
            return refused("the group '" + params.group() + "' has no 'push': nobody would deliver them again");
        }
        CompletionStage<Long> count = id != null && partition != null
                ? streams.get(partition).end(id, end)
                : endAll(partition == null ? streams : List.of(streams.get(partition)), end);
        return count.thenApply(ended -> ApiReply.success(new EndResult(ended))).exceptionally(ApiReply::unavailable);
    }

    private static CompletionStage<Long> endAll(List<DeadLetterStream> streams, End end) {
        return Windowed.forAll(streams, letters -> letters.endAll(end), 0)
                .thenApply(counts -> counts.stream().mapToLong(Long::longValue).sum());
    }

    private static CompletionStage<ApiReply> refused(String detail) {
        return CompletableFuture.completedFuture(ApiReply.failure(ErrorCode.BAD_REQUEST, detail));
    }
}
