package dev.wsgateway.operator.plan;

import java.time.Duration;

/**
 * From when on a consumer group is told as a condition.
 *
 * @param lag entries not yet delivered
 * @param pendingAge age of the oldest entry that was delivered and not acknowledged
 * @param deadLetters entries that could not be delivered
 */
public record GroupLimits(long lag, Duration pendingAge, long deadLetters) {
    /** The defaults of the custom resource. */
    public static final GroupLimits DEFAULT = new GroupLimits(10_000, Duration.ofMinutes(5), 1);
}
