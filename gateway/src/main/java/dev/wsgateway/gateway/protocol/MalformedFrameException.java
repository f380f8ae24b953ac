package dev.wsgateway.gateway.protocol;

import org.jspecify.annotations.Nullable;

/** A frame does not hold commands of the protocol. The message says what is wrong, and never repeats what came. */
public final class MalformedFrameException extends Exception {
    private static final long serialVersionUID = 1;

    MalformedFrameException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    MalformedFrameException(String message) {
        this(message, null);
    }
}
