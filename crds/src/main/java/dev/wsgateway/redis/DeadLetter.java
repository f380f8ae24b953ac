package dev.wsgateway.redis;

/**
 * Field names of a dead letter of a consumer group, which stand before those of the entry itself ({@link StreamEntry}). The
 * letter's own id has the time at which it became one. One that is to be delivered once more ({@link
 * RedisNames#redriven}) begins with {@link #ID} and {@link #DELIVERIES}. Written by the gateways' scripts only.
 */
public final class DeadLetter {
    /** Id that the entry had in the stream. */
    public static final String ID = "dead.id";

    /** How often it was delivered, as a decimal number. */
    public static final String DELIVERIES = "dead.deliveries";

    /** Why the last delivery failed, or why there was none. */
    public static final String REASON = "dead.reason";

    private DeadLetter() {}
}
