package dev.wsgateway.gateway.api;

import dev.wsgateway.gateway.protocol.ErrorCode;
import dev.wsgateway.gateway.publishstream.PublishDeadLetters;
import dev.wsgateway.gateway.publishstream.PublishDeadLetters.End;
import dev.wsgateway.gateway.publishstream.PublishDeadLetters.Letter;
import dev.wsgateway.gateway.publishstream.PublishDeadLetters.Letters;
import dev.wsgateway.redis.PublishStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The methods that show what could not be published, and end it. */
final class DeadLetters {
    private static final int DEFAULT_LIMIT = 100;
    private static final int MAX_LIMIT = 1000;
    private static final Pattern ID = Pattern.compile("[0-9]{1,20}-[0-9]{1,20}");
    private static final List<Integer> PARTITIONS =
            IntStream.range(0, PublishStream.PARTITIONS).boxed().toList();

    private final PublishDeadLetters letters;

    DeadLetters(PublishDeadLetters letters) {
        this.letters = letters;
    }

    private record ListParams(@Nullable Integer limit) {}

    /**
     * What there is.
     *
     * @param total number of all dead letters
     * @param deadLetters the oldest ones of each partition
     */
    private record ListResult(long total, List<Letter> deadLetters) {}

    private record EndParams(
            @Nullable Integer partition,
            @Nullable String id,
            @Nullable Boolean all) {}

    /** How many were ended. */
    private record EndResult(long count) {}

    CompletionStage<ApiReply> list(byte[] json) {
        Integer asked = ApiJson.read(json, ListParams.class).limit();
        int limit = asked == null ? DEFAULT_LIMIT : asked;
        if (limit < 0 || limit > MAX_LIMIT) {
            return refused("'limit' is " + limit + ": send a number from 0 to " + MAX_LIMIT);
        }
        return Windowed.forAll(PARTITIONS, partition -> letters.list(partition, limit), 0)
                .thenApply(all -> ApiReply.success(new ListResult(
                        all.stream().mapToLong(Letters::total).sum(),
                        all.stream()
                                .flatMap(some -> some.oldest().stream())
                                .limit(limit)
                                .toList())))
                .exceptionally(ApiReply::unavailable);
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
        if (partition != null && (partition < 0 || partition >= PublishStream.PARTITIONS)) {
            return refused(
                    "'partition' is " + partition + ": send a number from 0 to " + (PublishStream.PARTITIONS - 1));
        }
        if (id != null && !ID.matcher(id).matches()) {
            return refused("'id' is none of a dead letter: send for example 1700000000000-0");
        }
        CompletionStage<Long> count = id != null && partition != null
                ? letters.end(partition, id, end)
                : endAll(partition == null ? PARTITIONS : List.of(partition), end);
        return count.thenApply(ended -> ApiReply.success(new EndResult(ended))).exceptionally(ApiReply::unavailable);
    }

    private CompletionStage<Long> endAll(List<Integer> partitions, End end) {
        return Windowed.forAll(new ArrayList<>(partitions), partition -> letters.endAll(partition, end), 0)
                .thenApply(counts -> counts.stream().mapToLong(Long::longValue).sum());
    }

    private static CompletionStage<ApiReply> refused(String detail) {
        return CompletableFuture.completedFuture(ApiReply.failure(ErrorCode.BAD_REQUEST, detail));
    }
}
