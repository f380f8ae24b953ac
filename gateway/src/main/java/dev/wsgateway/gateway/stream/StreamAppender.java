package dev.wsgateway.gateway.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.wsgateway.config.GatewayConfig;
import dev.wsgateway.gateway.metrics.GatewayMetrics;
import dev.wsgateway.gateway.redis.RedisLink;
import dev.wsgateway.gateway.redis.RedisUnavailableException;
import dev.wsgateway.gateway.settings.Settings;
import dev.wsgateway.redis.RedisNames;
import dev.wsgateway.redis.StreamEntry;
import io.lettuce.core.XAddArgs;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** Adds clients' messages to their streams. */
public final class StreamAppender {
    private final RedisLink redis;
    private final Supplier<Settings> settings;
    private final GatewayMetrics metrics;

    public StreamAppender(RedisLink redis, Supplier<Settings> settings, GatewayMetrics metrics) {
        this.redis = redis;
        this.settings = settings;
        this.metrics = metrics;
    }

    /**
     * Adds a message. Any thread; the result arrives on a thread of the Redis client, which must not be blocked. Messages
     * are added in the order of the calls.
     *
     * <p>A stream with consumer groups is created by the operator, together with its groups. Until then, and when
     * somebody deleted it, nothing is added: an entry that no group is there to see could be lost to them.
     *
     * @return the entry's id once Redis has it; or {@link RedisUnavailableException} when Redis can't be asked, refuses,
     *     or lacks the stream
     * @throws IllegalArgumentException when no stream of that name is declared
     */
    public CompletionStage<String> append(String stream, ClientMessage message) {
        Settings current = settings.get();
        GatewayConfig.Stream declared = current.streams().get(stream);
        if (declared == null) {
            throw new IllegalArgumentException("no stream '" + stream + "' is declared");
        }
        String key = current.names().entries(stream, RedisNames.FIRST_PARTITION);
        XAddArgs args = XAddArgs.Builder.maxlen(declared.maxLength()).approximateTrimming();
        if (declared.groups()) {
            args.nomkstream();
        }
        return redis.<String>call(commands -> commands.xadd(key, args, fields(message)))
                .thenApply(id -> existing(id, stream))
                .whenComplete((id, failure) -> metrics.streamAppend(stream, failure == null));
    }

    private static Object[] fields(ClientMessage message) {
        return new Object[] {
            StreamEntry.DATA, message.data(),
            StreamEntry.CLIENT, message.client().getBytes(UTF_8),
            StreamEntry.USER, message.user().getBytes(UTF_8),
            StreamEntry.TIME, Long.toString(message.timeMillis()).getBytes(UTF_8),
            StreamEntry.TRACEPARENT, message.traceparent().getBytes(UTF_8)
        };
    }

    // Redis answers null where NOMKSTREAM kept it from creating the stream.
    @SuppressWarnings("NullAway")
    private static String existing(String id, String stream) {
        if (id == null) {
            throw new RedisUnavailableException(
                    "stream '" + stream
                            + "' is not in Redis: it is accepted again once the operator made it and its groups",
                    null);
        }
        return id;
    }
}
