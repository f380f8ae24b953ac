package dev.wsgateway.operator.redis;

/** A limit of its own that a consumer group has reached. */
public enum GroupAlert {
    /** Too many entries are not delivered yet. */
    LAG,
    /** An entry was delivered too long ago and isn't acknowledged. */
    PENDING_AGE,
    /** Too many entries could not be delivered. */
    DEAD_LETTERS
}
