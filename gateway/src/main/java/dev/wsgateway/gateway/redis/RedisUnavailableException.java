package dev.wsgateway.gateway.redis;

import org.jspecify.annotations.Nullable;

/**
 * Redis could not be asked, refused, or did not answer in time. The outcome of a write is unknown. What a client or
 * backend is told is a temporary error.
 */
public final class RedisUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public RedisUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
