package dev.wsgateway.gateway.session;

import dev.wsgateway.config.GatewayConfig;
import dev.wsgateway.gateway.auth.Identity;
import dev.wsgateway.gateway.auth.TokenException;
import dev.wsgateway.gateway.protocol.Disconnect;
import dev.wsgateway.gateway.protocol.ErrorCode;
import dev.wsgateway.gateway.protocol.Reply;
import dev.wsgateway.gateway.protocol.Request;
import dev.wsgateway.gateway.protocol.Result;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The connection as a whole: the commands connect and refresh, pings, and the token's end. */
final class Connection implements Heartbeat.Pulse {
    private static final Logger log = LoggerFactory.getLogger(Connection.class);

    private final SessionContext context;
    private final ProtocolSession session;
    private final ServerSubscriptions subscriptions;
    private @Nullable Heartbeat heartbeat;
    private @Nullable Future<?> expiry;

    Connection(SessionContext context, ProtocolSession session, ServerSubscriptions subscriptions) {
        this.context = context;
        this.session = session;
        this.subscriptions = subscriptions;
    }

    void connect(long id, Request.Connect request) {
        session.become(new State.Authenticating());
        session.await(context.authenticator().connection(request.token()), (identity, failure) -> {
            if (session.isClosed()) {
                return;
            }
            if (identity != null) {
                identified(id, request, identity);
            } else if (failure != null) {
                refuse(id, failure);
            }
        });
    }

    private void identified(long id, Request.Connect request, Identity identity) {
        session.identified(identity, context.newClientId(), request.headers().get(TraceContext.HEADER));
        subscriptions.ofToken(identity, request.since(), subscribed -> connected(id, identity, subscribed), refusal -> {
            if (refusal.cause() == null) {
                session.become(new State.Refused());
                session.fail(id, refusal.code(), refusal.message());
            } else {
                refuse(id, refusal.cause());
            }
        });
    }

    private void connected(long id, Identity identity, Map<String, Result.Subscribe> subscribed) {
        GatewayConfig.Timeouts timeouts = context.settings().get().config().timeouts();
        long pingSeconds = Math.max(1, timeouts.pingInterval().toSeconds());
        session.connected(
                identity,
                new Reply.Answer(
                        id,
                        new Result.Connect(
                                session.client(),
                                context.version(),
                                Expiry.ttl(identity.expiresAt(), context),
                                pingSeconds,
                                context.node(),
                                subscribed)));
        heartbeat = new Heartbeat(session.eventLoop(), this, timeouts, context.random());
        expireWith(identity.expiresAt());
    }

    // An SDK asks the application for a new token after 109, tries again after 100, and gives up after the others.
    private void refuse(long id, Throwable failure) {
        if (!(failure instanceof TokenException token)) {
            session.become(new State.Refused());
            session.fail(id, failure);
            return;
        }
        log.atDebug().addKeyValue("reason", token.reason()).log("connect refused: {}", token.getMessage());
        session.become(new State.Refused());
        switch (token.reason()) {
            case INVALID -> session.end(Disconnect.INVALID_TOKEN);
            case MISSING -> session.fail(id, ErrorCode.UNAUTHORIZED);
            case EXPIRED -> session.fail(id, ErrorCode.TOKEN_EXPIRED);
            case KEYS_UNAVAILABLE -> session.fail(id, token);
        }
    }

    void refresh(long id, Request.Refresh request, Identity before) {
        if (before.isAnonymous() || request.token().isEmpty()) {
            session.fail(id, ErrorCode.BAD_REQUEST, "refresh needs a token, on a connection that was opened with one");
            return;
        }
        session.await(context.authenticator().connection(request.token()), (identity, failure) -> {
            if (session.isClosed()) {
                return;
            }
            if (identity != null && identity.user().equals(before.user())) {
                if (!identity.channels().equals(before.channels())) {
                    // It comes back with the new token, and gets the subscriptions of that one.
                    session.end(Disconnect.INSUFFICIENT_STATE);
                    return;
                }
                session.become(new State.Connected(identity));
                expireWith(identity.expiresAt());
                long ttl = Expiry.ttl(identity.expiresAt(), context);
                session.answer(id, new Result.Refresh(session.client(), context.version(), ttl));
            } else if (failure != null) {
                refuseRefresh(id, failure);
            } else {
                session.end(Disconnect.INVALID_TOKEN);
            }
        });
    }

    private void refuseRefresh(long id, Throwable failure) {
        if (!(failure instanceof TokenException token)) {
            session.fail(id, failure);
            return;
        }
        switch (token.reason()) {
            case INVALID, MISSING -> session.end(Disconnect.INVALID_TOKEN);
            case EXPIRED -> session.end(Disconnect.EXPIRED);
            case KEYS_UNAVAILABLE -> session.fail(id, token);
        }
    }

    /**
     * The connection's token counts as renewed, since a backend says so.
     *
     * @param expiresAt its new end; null for none
     */
    void renew(@Nullable Instant expiresAt) {
        if (expiresAt != null && !expiresAt.isAfter(context.clock().instant())) {
            session.end(Disconnect.EXPIRED);
            return;
        }
        expireWith(expiresAt);
        session.send(new Reply.Refreshed(Expiry.ttl(expiresAt, context)));
    }

    private void expireWith(@Nullable Instant expiresAt) {
        if (expiry != null) {
            expiry.cancel(false);
        }
        expiry = Expiry.schedule(expiresAt, context, session.eventLoop(), () -> session.end(Disconnect.EXPIRED));
    }

    void pong() {
        if (heartbeat != null) {
            heartbeat.pong();
        }
    }

    void stop() {
        if (heartbeat != null) {
            heartbeat.stop();
        }
        if (expiry != null) {
            expiry.cancel(false);
        }
    }

    @Override
    public void ping() {
        session.send(new Reply.Ping());
    }

    @Override
    public void silent() {
        session.end(Disconnect.NO_PONG);
    }
}
