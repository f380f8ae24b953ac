package dev.wsgateway.gateway.session;

import dev.wsgateway.gateway.auth.ServerSubscription;
import dev.wsgateway.gateway.history.Position;
import dev.wsgateway.gateway.protocol.Disconnect;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A client's connection, after the WebSocket handshake. Methods are called on its event loop but
 * where they say otherwise; user and client are for any thread, once they are known.
 */
public sealed interface Session permits ProtocolSession, PlainSession {
    /** Id of the user; empty for an anonymous client, and before it connected. */
    String user();

    /** Id of the connection; empty before the client connected. */
    String client();

    /** Ends the connection. Any thread; returns at once. */
    void disconnect(Disconnect disconnect);

    /**
     * Subscribes the client to a channel, as a backend asks, unless it is already. A plain socket keeps to the channels
     * that it opened with. Any thread; returns at once.
     *
     * @param since behind which position the client wants what it missed; null for nothing
     */
    void subscribe(String channel, ServerSubscription subscription, @Nullable Position since);

    /**
     * Ends a subscription, as a backend asks, whoever made it; all where the channel is empty. A plain socket keeps its
     * own. Any thread; returns at once.
     */
    void unsubscribe(String channel);

    /**
     * Takes the token for renewed, as a backend asks. Any thread; returns at once.
     *
     * @param expiresAt its new end, at which the connection ends as well; null for none
     */
    void renew(@Nullable Instant expiresAt);

    /** The configuration has changed: ends what it no longer allows. Any thread; returns at once. */
    void review();

    /** Tells of the connection and its subscriptions, if it is connected. Any thread; returns at once. */
    void announce();

    /** Ends the connection once the commands that came are answered; no more are read. Any thread; returns at once. */
    void move(Disconnect disconnect);

    /** The handshake's answer is sent when this returns; frames can be sent then and not before. */
    void opened();

    /** A whole text or binary message came; text is valid UTF-8. The caller releases the frame. */
    void message(WebSocketFrame frame);

    /** All that came for now has been handed over. */
    void messagesEnd();

    /** A pong frame came. */
    void pong();

    /** Less waits for the client than it may have waiting, after it was more. */
    void writable();

    /** The time to connect is over. */
    void handshakeTimedOut();

    /** Ends the connection with a code of the WebSocket protocol. */
    void close(WebSocketCloseStatus status, String reason);

    /**
     * The connection is gone. Called once.
     *
     * @param code of the client's close frame; 1005 for one without a code, 1006 where none came (RFC 6455, section 7.4.1)
     */
    void closed(int code, String reason);
}
