package dev.wsgateway.gateway.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.wsgateway.config.GatewayConfig;
import dev.wsgateway.gateway.api.ApiJson.RawJson;
import dev.wsgateway.gateway.broker.Broker;
import dev.wsgateway.gateway.history.Conditions;
import dev.wsgateway.gateway.history.Position;
import dev.wsgateway.gateway.history.Published;
import dev.wsgateway.gateway.hub.Publication;
import dev.wsgateway.gateway.protocol.ErrorCode;
import dev.wsgateway.gateway.settings.Settings;
import dev.wsgateway.redis.RedisNames;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The methods {@code publish} and {@code broadcast}. */
final class Publishing {
    private final Supplier<Settings> settings;
    private final Broker broker;

    Publishing(Supplier<Settings> settings, Broker broker) {
        this.settings = settings;
        this.broker = broker;
    }

    private record PublishParams(
            @Nullable String channel,
            @Nullable RawJson data,
            @Nullable String b64data,
            @Nullable Map<String, String> tags,
            @Nullable String idempotencyKey,
            @Nullable String key,
            long version,
            @Nullable String versionEpoch)
            implements MessageParams {}

    private record BroadcastParams(
            @Nullable List<String> channels,
            @Nullable RawJson data,
            @Nullable String b64data,
            @Nullable Map<String, String> tags,
            @Nullable String idempotencyKey,
            @Nullable String key,
            long version,
            @Nullable String versionEpoch)
            implements MessageParams {}

    /** What both methods are told of the message. */
    private interface MessageParams {
        @Nullable
        RawJson data();

        @Nullable
        String b64data();

        @Nullable
        Map<String, String> tags();

        @Nullable
        String idempotencyKey();

        @Nullable
        String key();

        long version();

        @Nullable
        String versionEpoch();
    }

    /** What goes to each channel. */
    private record Message(Payload payload, Map<String, String> tags, String key, Conditions conditions) {
        private static final int MAX_KEY = 255;
        private static final int MAX_EPOCH = 64;

        static Message of(MessageParams params) {
            if (params.version() < 0) {
                throw new IllegalArgumentException("'version' is " + params.version() + ": send a number from 1 on");
            }
            String epoch = name("version_epoch", params.versionEpoch(), MAX_EPOCH);
            String id = name("idempotency_key", params.idempotencyKey(), Integer.MAX_VALUE);
            return new Message(
                    Payload.of(params.data(), params.b64data()),
                    params.tags() == null ? Map.of() : params.tags(),
                    name("key", params.key(), MAX_KEY),
                    new Conditions(
                            id.isEmpty() ? null : id,
                            params.version() == 0 ? null : new Conditions.Version(params.version(), epoch)));
        }

        private static String name(String parameter, @Nullable String name, int max) {
            if (name != null && name.length() > max) {
                throw new IllegalArgumentException("'" + parameter + "' has more than " + max + " characters");
            }
            return name == null ? "" : name;
        }
    }

    /** What was published to each channel, in the order of the channels. */
    private record BroadcastResult(List<ApiReply> responses) {}

    CompletionStage<ApiReply> publish(byte[] json) {
        PublishParams params = ApiJson.read(json, PublishParams.class);
        Message message;
        try {
            message = Message.of(params);
        } catch (IllegalArgumentException e) {
            return refused(ErrorCode.BAD_REQUEST, String.valueOf(e.getMessage()));
        }
        return publish(params.channel(), message);
    }

    CompletionStage<ApiReply> broadcast(byte[] json) {
        BroadcastParams params = ApiJson.read(json, BroadcastParams.class);
        if (params.channels() == null || params.channels().isEmpty()) {
            return refused(ErrorCode.BAD_REQUEST, "'channels' is missing or empty");
        }
        Message message;
        try {
            message = Message.of(params);
        } catch (IllegalArgumentException e) {
            return refused(ErrorCode.BAD_REQUEST, String.valueOf(e.getMessage()));
        }
        return Windowed.forAll(
                        params.channels(),
                        channel -> publish(channel, message),
                        message.payload().bytes().length)
                .thenApply(replies -> ApiReply.success(new BroadcastResult(replies)));
    }

    private CompletionStage<ApiReply> publish(@Nullable String channel, Message message) {
        if (channel == null || channel.isEmpty()) {
            return refused(ErrorCode.BAD_REQUEST, "'channel' is missing or empty");
        }
        GatewayConfig.Channel namespace = settings.get().namespaceOf(channel);
        if (namespace == null) {
            return refused(ErrorCode.UNKNOWN_CHANNEL, whyUnknown(channel));
        }
        byte[] data = message.payload().in(namespace.data());
        if (data == null) {
            return refused(
                    ErrorCode.BAD_REQUEST,
                    "the namespace '" + namespace.namespace() + "' takes JSON only; "
                            + message.payload().whyNoJson());
        }
        if (message.conditions().version() != null && namespace.history() == null) {
            return refused(
                    ErrorCode.BAD_REQUEST,
                    "'version' needs history, which the namespace '" + namespace.namespace() + "' does not keep");
        }
        return broker.publish(
                        new Publication(channel, message.key(), data, null, message.tags(), 0), message.conditions())
                .thenApply(Publishing::answer)
                .exceptionally(ApiReply::unavailable);
    }

    /** Place in the channel's history, and whether a newer version kept this one from being published. */
    @JsonInclude(JsonInclude.Include.NON_DEFAULT)
    private record PublishResult(
            @JsonInclude(JsonInclude.Include.ALWAYS) long offset,
            @JsonInclude(JsonInclude.Include.ALWAYS) String epoch,
            boolean stale) {}

    private static ApiReply answer(Optional<Published> published) {
        return published.map(Publishing::answer).orElseGet(ApiReply::success);
    }

    private static ApiReply answer(Published published) {
        Position place = published.position();
        return switch (published.outcome()) {
            case PUBLISHED, REPEATED -> ApiReply.success(new PublishResult(place.offset(), place.epoch(), false));
            case STALE -> ApiReply.success(new PublishResult(place.offset(), place.epoch(), true));
            case TOO_MANY_KEYS ->
                ApiReply.failure(
                        ErrorCode.LIMIT_EXCEEDED,
                        "the channel remembers the versions of too many keys: spread them over more channels");
        };
    }

    /** Why a channel is unknown, and what to do. */
    static String whyUnknown(String channel) {
        return RedisNames.isChannel(channel)
                ? "no namespace '" + RedisNames.channelNamespace(channel)
                        + "' is declared; add it to spec.channels of the WebSocketGateway"
                : "'" + channel + "' is no channel's name: write NAMESPACE:NAME, at most "
                        + RedisNames.MAX_CHANNEL_LENGTH + " characters, without spaces and braces";
    }

    private static CompletionStage<ApiReply> refused(ErrorCode code, String detail) {
        return CompletableFuture.completedFuture(ApiReply.failure(code, detail));
    }
}
