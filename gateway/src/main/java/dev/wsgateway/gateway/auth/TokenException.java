package dev.wsgateway.gateway.auth;

import org.jspecify.annotations.Nullable;

/** A token does not let its bearer in. The message is for the gateway's log, and holds nothing of the token itself. */
public final class TokenException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** What is wrong with the token. */
    public enum Reason {
        /** There is none, and one is needed. */
        MISSING,
        /** It is forged, malformed, or made for something else. Another try with it is useless. */
        INVALID,
        /** It was good and is no more. */
        EXPIRED,
        /** It can't be checked now: the keys are not there. Later it may turn out good. */
        KEYS_UNAVAILABLE
    }

    private final Reason reason;

    TokenException(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    TokenException(Reason reason, String message) {
        this(reason, message, null);
    }

    /** What is wrong. */
    public Reason reason() {
        return reason;
    }
}
