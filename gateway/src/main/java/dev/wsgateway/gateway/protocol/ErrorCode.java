package dev.wsgateway.gateway.protocol;

/**
 * Why a command failed. Codes and messages are those of the centrifuge library ({@code errors.go}), so that SDKs and
 * their users know them. An SDK repeats a subscribe or connect by itself after a temporary error, never after another.
 */
public enum ErrorCode {
    /** Something behind the gateway is away, usually Redis, or the gateway has a bug. The outcome is unknown. */
    INTERNAL(100, "internal server error", true),
    /** A token is needed and there is none. */
    UNAUTHORIZED(101, "unauthorized", false),
    /** The channel's namespace is not declared, or it is no channel's name. */
    UNKNOWN_CHANNEL(102, "unknown channel", false),
    /** The client may not do this. */
    PERMISSION_DENIED(103, "permission denied", false),
    /** An rpc's method names no declared stream. */
    METHOD_NOT_FOUND(104, "method not found", false),
    /** The connection is subscribed to the channel already. */
    ALREADY_SUBSCRIBED(105, "already subscribed", false),
    /** One more subscription than a connection may have. */
    LIMIT_EXCEEDED(106, "limit exceeded", false),
    /** A part of the command is not what it must be. */
    BAD_REQUEST(107, "bad request", false),
    /** Not offered here. */
    NOT_AVAILABLE(108, "not available", false),
    /** The token has expired; the SDK asks the application for another. */
    TOKEN_EXPIRED(109, "token expired", false),
    /** The connection has expired. */
    EXPIRED(110, "expired", false),
    /** Too much at a time; later it works. */
    TOO_MANY_REQUESTS(111, "too many requests", true),
    /** The history no longer reaches back to where the client was. */
    UNRECOVERABLE_POSITION(112, "unrecoverable position", false);

    private final int code;
    private final String message;
    private final boolean temporary;

    ErrorCode(int code, String message, boolean temporary) {
        this.code = code;
        this.message = message;
        this.temporary = temporary;
    }

    /** The number on the wire. */
    public int code() {
        return code;
    }

    /** What the code is called. */
    public String message() {
        return message;
    }

    /** Whether the same command may succeed later. */
    public boolean temporary() {
        return temporary;
    }
}
