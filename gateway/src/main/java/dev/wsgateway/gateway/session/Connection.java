package dev.wsgateway.gateway.session;

import dev.wsgateway.config.GatewayConfig;
import dev.wsgateway.gateway.auth.Identity;
import dev.wsgateway.gateway.auth.TokenException;
import dev.wsgateway.gateway.protocol.Disconnect;
import dev.wsgateway.gateway.protocol.ErrorCode;
import dev.wsgateway.gateway.protocol.Reply;
import dev.wsgateway.gateway.protocol.Request;
import dev.wsgateway.gateway.protocol.Result;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The connection as a whole: the commands connect and refresh, pings, and the token's end. */
final class Connection implements Heartbeat.Pulse {
    private static final Logger log = LoggerFactory.getLogger(Connection.class);

    private final SessionContext context;
    private final ProtocolSession session;
    private @Nullable Heartbeat heartbeat;
    private @Nullable Future<?> expiry;

    Connection(SessionContext context, ProtocolSession session) {
        this.context = context;
        this.session = session;
    }

    void connect(long id, Request.Connect request) {
        session.become(new State.Authenticating());
        session.await(context.authenticator().connection(request.token()), (identity, failure) -> {
            if (session.isClosed()) {
                return;
            }
            if (identity != null) {
                connected(id, request, identity);
            } else if (failure != null) {
                refuse(id, failure);
            }
        });
    }

    private void connected(long id, Request.Connect request, Identity identity) {
        GatewayConfig.Timeouts timeouts = context.settings().get().config().timeouts();
        String client = context.newClientId();
        String traceparent = request.headers().get(TraceContext.HEADER);
        long pingSeconds = Math.max(1, timeouts.pingInterval().toSeconds());
        session.connected(identity, client, traceparent);
        session.answer(
                id,
                new Result.Connect(
                        client,
                        context.version(),
                        Expiry.ttl(identity.expiresAt(), context),
                        pingSeconds,
                        context.node()));
        heartbeat = new Heartbeat(session.eventLoop(), this, timeouts, context.random());
        expireWith(identity);
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
                session.become(new State.Connected(identity));
                expireWith(identity);
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

    private void expireWith(Identity identity) {
        if (expiry != null) {
            expiry.cancel(false);
        }
        expiry = Expiry.schedule(
                identity.expiresAt(), context, session.eventLoop(), () -> session.end(Disconnect.EXPIRED));
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
