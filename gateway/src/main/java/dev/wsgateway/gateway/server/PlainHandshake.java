package dev.wsgateway.gateway.server;

import dev.wsgateway.config.GatewayConfig;
import dev.wsgateway.gateway.auth.Access;
import dev.wsgateway.gateway.auth.Identity;
import dev.wsgateway.gateway.auth.TokenException;
import dev.wsgateway.gateway.redis.RedisUnavailableException;
import dev.wsgateway.gateway.session.FrameLabels;
import dev.wsgateway.gateway.session.SessionContext;
import dev.wsgateway.gateway.settings.Settings;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decides what a plain socket gets, before it opens: a plain socket has no other place for an error. */
final class PlainHandshake {
    private static final Logger log = LoggerFactory.getLogger(PlainHandshake.class);
    private static final String BEARER = "Bearer ";

    private final SessionContext context;
    private final Settings settings;
    private final Set<String> asked;
    private final @Nullable String stream;
    private final @Nullable String id;
    private final @Nullable String key;

    private PlainHandshake(SessionContext context, Handshake handshake) {
        this.context = context;
        this.settings = context.settings().get();
        this.asked = new LinkedHashSet<>(handshake.parameters("channel"));
        this.stream = handshake.parameter("stream");
        this.id = handshake.parameter("id");
        this.key = handshake.parameter("key");
    }

    /** What a plain socket may have; the broker has subscribed to the channels. */
    record Accepted(
            Identity identity,
            Set<String> channels,
            @Nullable String stream,
            FrameLabels labels) {}

    /** Checks a handshake. The stage fails with what {@link #refusal} understands. */
    static CompletionStage<Accepted> check(Handshake handshake, SessionContext context) {
        PlainHandshake plain = new PlainHandshake(context, handshake);
        return context.authenticator().connection(token(handshake)).thenCompose(plain::subscribe);
    }

    private static String token(Handshake handshake) {
        String header = handshake.header(HttpHeaderNames.AUTHORIZATION);
        if (header != null && header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return header.substring(BEARER.length()).strip();
        }
        String parameter = handshake.parameter("token");
        return parameter == null ? "" : parameter;
    }

    private CompletionStage<Accepted> subscribe(Identity identity) {
        Set<String> channels = asked.isEmpty() ? identity.channels() : asked;
        FrameLabels labels;
        try {
            labels = labels();
            checkAppend(identity);
            checkChannels(channels, identity);
        } catch (RefusedException e) {
            return CompletableFuture.failedFuture(e);
        }
        Set<String> subscribed = ConcurrentHashMap.newKeySet();
        return CompletableFuture.allOf(channels.stream()
                        .map(channel -> context.broker()
                                .subscribe(channel)
                                .thenRun(() -> subscribed.add(channel))
                                .toCompletableFuture())
                        .toArray(CompletableFuture<?>[]::new))
                .thenApply(all -> new Accepted(identity, channels, stream, labels))
                .whenComplete((accepted, failure) -> {
                    if (failure != null) {
                        subscribed.forEach(context.broker()::unsubscribe);
                    }
                });
    }

    private FrameLabels labels() throws RefusedException {
        try {
            return FrameLabels.of(id, key);
        } catch (IllegalArgumentException e) {
            throw new RefusedException(HttpResponseStatus.BAD_REQUEST, String.valueOf(e.getMessage()));
        }
    }

    private void checkAppend(Identity identity) throws RefusedException {
        checkStream(stream, settings);
        GatewayConfig.Stream declared =
                stream == null ? null : settings.streams().get(stream);
        if (declared != null && !Access.mayAppend(declared, identity)) {
            throw new RefusedException(
                    HttpResponseStatus.UNAUTHORIZED, "the stream takes no messages from clients without a token");
        }
    }

    private void checkChannels(Set<String> channels, Identity identity) throws RefusedException {
        if (channels.isEmpty() && stream == null) {
            throw new RefusedException(
                    HttpResponseStatus.BAD_REQUEST,
                    "this socket would carry nothing: add ?stream=NAME, ?channel=NAME, or a token with 'channels'");
        }
        if (channels.size() > settings.config().limits().subscriptionsPerConnection()) {
            throw new RefusedException(
                    HttpResponseStatus.BAD_REQUEST, "more channels than limits.subscriptionsPerConnection");
        }
        for (String channel : channels) {
            GatewayConfig.Channel namespace = settings.namespaceOf(channel);
            if (namespace == null) {
                throw new RefusedException(
                        HttpResponseStatus.NOT_FOUND, "no namespace is declared for one of the channels");
            }
            // What a token subscribes to is its maker's choice; what the client asks for is the namespace's.
            if (!asked.isEmpty() && !Access.maySubscribe(namespace, channel, identity, false)) {
                throw new RefusedException(
                        HttpResponseStatus.FORBIDDEN, "this client may not subscribe to one of the channels");
            }
        }
    }

    /** Refuses the name of a stream that is not declared; null is no name. */
    static void checkStream(@Nullable String stream, Settings settings) throws RefusedException {
        if (stream != null && !settings.streams().containsKey(stream)) {
            throw new RefusedException(HttpResponseStatus.NOT_FOUND, "no stream of that name is declared");
        }
    }

    /** What a client is told of a failure. */
    static RefusedException refusal(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return switch (cause) {
            case RefusedException refused -> refused;
            case TokenException token -> refusal(token);
            case RedisUnavailableException away ->
                new RefusedException(HttpResponseStatus.SERVICE_UNAVAILABLE, "Redis is away; try again", away);
            default -> {
                log.atError().setCause(cause).log("a handshake failed");
                yield new RefusedException(HttpResponseStatus.INTERNAL_SERVER_ERROR, "internal server error", cause);
            }
        };
    }

    private static RefusedException refusal(TokenException token) {
        return switch (token.reason()) {
            case MISSING ->
                new RefusedException(
                        HttpResponseStatus.UNAUTHORIZED,
                        "a token is needed: ?token=… or the header Authorization: Bearer …",
                        token);
            case INVALID -> new RefusedException(HttpResponseStatus.UNAUTHORIZED, "the token is invalid", token);
            case EXPIRED -> new RefusedException(HttpResponseStatus.UNAUTHORIZED, "the token has expired", token);
            case KEYS_UNAVAILABLE ->
                new RefusedException(
                        HttpResponseStatus.SERVICE_UNAVAILABLE, "tokens can't be checked now; try again", token);
        };
    }
}
