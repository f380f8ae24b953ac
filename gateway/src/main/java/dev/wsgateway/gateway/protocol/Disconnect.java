package dev.wsgateway.gateway.protocol;

import java.nio.charset.StandardCharsets;

/**
 * Why the gateway closes a socket: code and reason of the WebSocket close frame (RFC 6455, section 5.5.1). Codes are
 * those of the centrifuge library ({@code disconnect.go}). An SDK comes back after 3000 to 3499 and 4000 to 4499, and
 * stays away after 3500 to 3999 and 4500 to 4999; from 4000 on they belong to applications.
 *
 * @param code from 3000 to 4999
 * @param reason for humans; at most {@value #MAX_REASON} bytes in UTF-8
 */
public record Disconnect(int code, String reason) {
    /** Longest reason, in bytes of UTF-8: a control frame holds 125 bytes, two of them the code. */
    public static final int MAX_REASON = 123;

    /** The client went away. */
    public static final Disconnect CONNECTION_CLOSED = new Disconnect(3000, "connection closed");
    /** This gateway stops; another one takes the client. */
    public static final Disconnect SHUTDOWN = new Disconnect(3001, "shutdown");
    /** A message without an answer could not be kept, or the gateway has a bug. */
    public static final Disconnect SERVER_ERROR = new Disconnect(3004, "internal server error");
    /** The token expired and no new one came. */
    public static final Disconnect EXPIRED = new Disconnect(3005, "connection expired");
    /** A subscription's token expired and no new one came. */
    public static final Disconnect SUBSCRIPTION_EXPIRED = new Disconnect(3006, "subscription expired");
    /** More waits for the client than it may have waiting. */
    public static final Disconnect SLOW = new Disconnect(3008, "slow");
    /** Writing to the socket failed. */
    public static final Disconnect WRITE_ERROR = new Disconnect(3009, "write error");
    /** The client would miss publications if it stayed; it resumes from the history when it comes back. */
    public static final Disconnect INSUFFICIENT_STATE = new Disconnect(3010, "insufficient state");
    /** Asked to come back, perhaps elsewhere. */
    public static final Disconnect FORCE_RECONNECT = new Disconnect(3011, "force reconnect");
    /** A ping was not answered in time. */
    public static final Disconnect NO_PONG = new Disconnect(3012, "no pong");
    /** The token is forged, or not for this gateway. */
    public static final Disconnect INVALID_TOKEN = new Disconnect(3500, "invalid token");
    /** What came is not the protocol. */
    public static final Disconnect BAD_REQUEST = new Disconnect(3501, "bad request");
    /** No connect command in time. */
    public static final Disconnect STALE = new Disconnect(3502, "stale");
    /** Asked to go and stay away. */
    public static final Disconnect FORCE_NO_RECONNECT = new Disconnect(3503, "force disconnect");
    /** One more connection than allowed. */
    public static final Disconnect CONNECTION_LIMIT = new Disconnect(3504, "connection limit");
    /** One more channel than allowed. */
    public static final Disconnect CHANNEL_LIMIT = new Disconnect(3505, "channel limit");
    /** Data that the client's protocol can't carry. */
    public static final Disconnect INAPPROPRIATE_PROTOCOL = new Disconnect(3506, "inappropriate protocol");
    /** A message without an answer that the client may not send. */
    public static final Disconnect PERMISSION_DENIED = new Disconnect(3507, "permission denied");
    /** A message without an answer that nothing here takes. */
    public static final Disconnect NOT_AVAILABLE = new Disconnect(3508, "not available");
    /** The client's commands failed too often. */
    public static final Disconnect TOO_MANY_ERRORS = new Disconnect(3509, "too many errors");

    public Disconnect {
        if (code < 3000 || code > 4999) {
            throw new IllegalArgumentException("a disconnect code is from 3000 to 4999, not " + code);
        }
        if (reason.getBytes(StandardCharsets.UTF_8).length > MAX_REASON) {
            throw new IllegalArgumentException("a disconnect reason has at most " + MAX_REASON + " bytes");
        }
    }

    /** Whether an SDK comes back by itself. */
    public boolean reconnect() {
        return code < 3500 || (code >= 4000 && code < 4500);
    }
}
