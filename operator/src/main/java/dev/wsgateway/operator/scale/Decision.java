package dev.wsgateway.operator.scale;

/**
 * How many pods there should be.
 *
 * @param why what the number follows
 */
public record Decision(int replicas, Why why) {
    /** What the number of pods follows. */
    public enum Why {
        /** The connections. */
        CONNECTIONS,
        /** The most that is allowed; the connections need more. */
        MAXIMUM,
        /** What was there: not every pod reports. No pod goes then, but some may still come. */
        UNKNOWN
    }
}
