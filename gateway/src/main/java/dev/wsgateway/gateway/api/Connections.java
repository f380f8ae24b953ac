package dev.wsgateway.gateway.api;

import dev.wsgateway.gateway.api.ApiJson.RawJson;
import dev.wsgateway.gateway.control.Control;
import dev.wsgateway.gateway.control.DisconnectOrder;
import dev.wsgateway.gateway.control.Order;
import dev.wsgateway.gateway.control.RefreshOrder;
import dev.wsgateway.gateway.control.SubscribeOrder;
import dev.wsgateway.gateway.control.UnsubscribeOrder;
import dev.wsgateway.gateway.history.Position;
import dev.wsgateway.gateway.protocol.Disconnect;
import dev.wsgateway.gateway.protocol.ErrorCode;
import dev.wsgateway.gateway.settings.Settings;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The methods about a user's connections, on whatever gateway they are: {@code subscribe}, {@code unsubscribe}, {@code
 * refresh} and {@code disconnect}.
 */
final class Connections {
    private final Supplier<Settings> settings;
    private final Control control;
    private final Clock clock;

    Connections(Supplier<Settings> settings, Control control, Clock clock) {
        this.settings = settings;
        this.control = control;
        this.clock = clock;
    }

    /** Which connections a command is about. */
    private interface Target {
        @Nullable
        String user();

        @Nullable
        String client();

        @Nullable
        String session();

        default String userId() {
            if (session() != null && !session().isEmpty()) {
                throw new IllegalArgumentException("'session' is not known here: name a connection by its 'client'");
            }
            return orEmpty(user());
        }

        default String clientId() {
            return orEmpty(client());
        }
    }

    private record Since(long offset, @Nullable String epoch) {
        Position position() {
            return new Position(orEmpty(epoch), offset);
        }
    }

    private record SubscribeParams(
            @Nullable String user,
            @Nullable String client,
            @Nullable String session,
            @Nullable String channel,
            long expireAt,
            @Nullable RawJson info,
            @Nullable String b64info,
            @Nullable RawJson data,
            @Nullable String b64data,
            @Nullable Since recoverSince)
            implements Target {}

    CompletionStage<ApiReply> subscribe(byte[] json) {
        SubscribeParams params = ApiJson.read(json, SubscribeParams.class);
        return about(params.channel(), false, () -> {
            checkTime(params.expireAt());
            return new SubscribeOrder(
                    params.userId(),
                    params.clientId(),
                    orEmpty(params.channel()),
                    params.expireAt(),
                    text(params.info(), params.b64info(), "info"),
                    text(params.data(), params.b64data(), "data"),
                    params.recoverSince() == null ? null : params.recoverSince().position());
        });
    }

    private record UnsubscribeParams(
            @Nullable String user,
            @Nullable String client,
            @Nullable String session,
            @Nullable String channel) implements Target {}

    CompletionStage<ApiReply> unsubscribe(byte[] json) {
        UnsubscribeParams params = ApiJson.read(json, UnsubscribeParams.class);
        return about(
                params.channel(),
                true,
                () -> new UnsubscribeOrder(params.userId(), params.clientId(), orEmpty(params.channel())));
    }

    private record RefreshParams(
            @Nullable String user,
            @Nullable String client,
            @Nullable String session,
            boolean expired,
            long expireAt) implements Target {}

    CompletionStage<ApiReply> refresh(byte[] json) {
        RefreshParams params = ApiJson.read(json, RefreshParams.class);
        return send(() -> {
            checkTime(params.expireAt());
            return params.expired()
                    ? new DisconnectOrder(
                            params.userId(),
                            params.clientId(),
                            List.of(),
                            Disconnect.EXPIRED.code(),
                            Disconnect.EXPIRED.reason())
                    : new RefreshOrder(params.userId(), params.clientId(), params.expireAt());
        });
    }

    private record DisconnectParams(
            @Nullable String user,
            @Nullable String client,
            @Nullable String session,
            @Nullable List<String> whitelist,
            @Nullable CloseFrame disconnect)
            implements Target {}

    private record CloseFrame(
            @Nullable Integer code, @Nullable String reason) {
        /** A disconnect like the default one where nothing else is said. */
        Disconnect checked() {
            return new Disconnect(
                    code == null || code == 0 ? Disconnect.FORCE_NO_RECONNECT.code() : code,
                    reason == null ? Disconnect.FORCE_NO_RECONNECT.reason() : reason);
        }
    }

    CompletionStage<ApiReply> disconnect(byte[] json) {
        DisconnectParams params = ApiJson.read(json, DisconnectParams.class);
        return send(() -> {
            Disconnect frame = params.disconnect() == null
                    ? Disconnect.FORCE_NO_RECONNECT
                    : params.disconnect().checked();
            return new DisconnectOrder(
                    params.userId(),
                    params.clientId(),
                    params.whitelist() == null ? List.of() : params.whitelist(),
                    frame.code(),
                    frame.reason());
        });
    }

    private CompletionStage<ApiReply> about(@Nullable String channel, boolean mayBeEmpty, Supplier<Order> order) {
        String name = orEmpty(channel);
        boolean isKnown = name.isEmpty() ? mayBeEmpty : settings.get().namespaceOf(name) != null;
        if (isKnown) {
            return send(order);
        }
        return CompletableFuture.completedFuture(
                name.isEmpty()
                        ? ApiReply.failure(ErrorCode.BAD_REQUEST, "'channel' is missing or empty")
                        : ApiReply.failure(ErrorCode.UNKNOWN_CHANNEL, Publishing.whyUnknown(name)));
    }

    private CompletionStage<ApiReply> send(Supplier<Order> order) {
        Order checked;
        try {
            checked = order.get();
        } catch (IllegalArgumentException e) {
            return CompletableFuture.completedFuture(
                    ApiReply.failure(ErrorCode.BAD_REQUEST, String.valueOf(e.getMessage())));
        }
        return control.send(checked).thenApply(done -> ApiReply.success()).exceptionally(ApiReply::unavailable);
    }

    private void checkTime(long expireAt) {
        if (expireAt != 0 && expireAt <= clock.instant().getEpochSecond()) {
            throw new IllegalArgumentException(
                    "'expire_at' is " + expireAt + ": send Unix time in seconds, in the future, or 0 for never");
        }
    }

    private static @Nullable String text(@Nullable RawJson plain, @Nullable String base64, String name) {
        if (plain == null && orEmpty(base64).isEmpty()) {
            return null;
        }
        Payload payload = Payload.of(plain, base64);
        if (payload.json() == null) {
            throw new IllegalArgumentException("'" + name + "' is no JSON: " + payload.whyNoJson());
        }
        return new String(payload.json(), StandardCharsets.UTF_8);
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
