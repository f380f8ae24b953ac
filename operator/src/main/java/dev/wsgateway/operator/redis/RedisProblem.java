package dev.wsgateway.operator.redis;

/** Why a Redis, or a group in it, cannot be used. */
public enum RedisProblem {
    /** No connection, or no answer in time. */
    UNREACHABLE,

    /** The server's certificate is not trusted, or it speaks no TLS. */
    TLS_FAILED,

    /** User or password are wrong or missing. */
    AUTHENTICATION_FAILED,

    /** The user may not run a command, or not touch a key. */
    NOT_PERMITTED,

    /** Older than 7.0. */
    VERSION_UNSUPPORTED,

    /** The key of a stream holds another type. */
    WRONG_TYPE,

    /** Redis answered with another error. */
    COMMAND_FAILED
}
