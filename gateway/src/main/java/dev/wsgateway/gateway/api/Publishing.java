package dev.wsgateway.gateway.api;

import dev.wsgateway.config.GatewayConfig;
import dev.wsgateway.gateway.api.ApiJson.RawJson;
import dev.wsgateway.gateway.broker.Broker;
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
            @Nullable String idempotencyKey) {}

    private record BroadcastParams(
            @Nullable List<String> channels,
            @Nullable RawJson data,
            @Nullable String b64data,
            @Nullable Map<String, String> tags,
            @Nullable String idempotencyKey) {}

    /** What was published to each channel, in the order of the channels. */
    private record BroadcastResult(List<ApiReply> responses) {}

    CompletionStage<ApiReply> publish(byte[] json) {
        PublishParams params = ApiJson.read(json, PublishParams.class);
        Payload payload;
        try {
            payload = Payload.of(params.data(), params.b64data());
        } catch (IllegalArgumentException e) {
            return refused(ErrorCode.BAD_REQUEST, String.valueOf(e.getMessage()));
        }
        return publish(params.channel(), payload, tags(params.tags()), key(params.idempotencyKey()));
    }

    CompletionStage<ApiReply> broadcast(byte[] json) {
        BroadcastParams params = ApiJson.read(json, BroadcastParams.class);
        if (params.channels() == null || params.channels().isEmpty()) {
            return refused(ErrorCode.BAD_REQUEST, "'channels' is missing or empty");
        }
        Payload payload;
        try {
            payload = Payload.of(params.data(), params.b64data());
        } catch (IllegalArgumentException e) {
            return refused(ErrorCode.BAD_REQUEST, String.valueOf(e.getMessage()));
        }
        Map<String, String> tags = tags(params.tags());
        String key = key(params.idempotencyKey());
        return Windowed.forAll(
                        params.channels(), channel -> publish(channel, payload, tags, key), payload.bytes().length)
                .thenApply(replies -> ApiReply.success(new BroadcastResult(replies)));
    }

    private CompletionStage<ApiReply> publish(
            @Nullable String channel, Payload payload, Map<String, String> tags, @Nullable String idempotencyKey) {
        if (channel == null || channel.isEmpty()) {
            return refused(ErrorCode.BAD_REQUEST, "'channel' is missing or empty");
        }
        GatewayConfig.Channel namespace = settings.get().namespaceOf(channel);
        if (namespace == null) {
            return refused(ErrorCode.UNKNOWN_CHANNEL, whyUnknown(channel));
        }
        byte[] data = payload.in(namespace.data());
        if (data == null) {
            return refused(
                    ErrorCode.BAD_REQUEST,
                    "the namespace '" + namespace.namespace() + "' takes JSON only; " + payload.whyNoJson());
        }
        return broker.publish(new Publication(channel, data, null, tags, 0), idempotencyKey)
                .thenApply(Publishing::published)
                .exceptionally(ApiReply::unavailable);
    }

    /** Place in the channel's history. */
    private record PublishResult(long offset, String epoch) {}

    private static ApiReply published(Optional<Published> published) {
        return published
                .map(Published::position)
                .map(place -> ApiReply.success(new PublishResult(place.offset(), place.epoch())))
                .orElseGet(ApiReply::success);
    }

    private static @Nullable String key(@Nullable String idempotencyKey) {
        return idempotencyKey == null || idempotencyKey.isEmpty() ? null : idempotencyKey;
    }

    private static String whyUnknown(String channel) {
        return RedisNames.isChannel(channel)
                ? "no namespace '" + RedisNames.channelNamespace(channel)
                        + "' is declared; add it to spec.channels of the WebSocketGateway"
                : "'" + channel + "' is no channel's name: write NAMESPACE:NAME, at most "
                        + RedisNames.MAX_CHANNEL_LENGTH + " characters, without spaces and braces";
    }

    private static Map<String, String> tags(@Nullable Map<String, String> tags) {
        return tags == null ? Map.of() : tags;
    }

    private static CompletionStage<ApiReply> refused(ErrorCode code, String detail) {
        return CompletableFuture.completedFuture(ApiReply.failure(code, detail));
    }
}
