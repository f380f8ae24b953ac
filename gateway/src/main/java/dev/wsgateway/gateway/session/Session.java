package dev.wsgateway.gateway.session;

import dev.wsgateway.gateway.protocol.Disconnect;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;

/**
 * A client's connection, after the WebSocket handshake. All methods but {@link #disconnect} are called on its event loop;
 * user and client are for any thread, once they are known.
 */
public sealed interface Session permits ProtocolSession, PlainSession {
    /** Id of the user; empty for an anonymous client, and before it connected. */
    String user();

    /** Id of the connection; empty before the client connected. */
    String client();

    /** Ends the connection. Any thread; returns at once. */
    void disconnect(Disconnect disconnect);

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

    /** The connection is gone. Called once. */
    void closed();
}
