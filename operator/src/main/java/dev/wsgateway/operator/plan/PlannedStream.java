package dev.wsgateway.operator.plan;

import java.time.Duration;
import java.util.List;

/**
 * A stream that Redis must have.
 *
 * @param name name of the stream in the custom resource
 * @param partitions number of parts that it is split into
 * @param maxLength number of entries that each part is kept to
 * @param idempotencyWindow how long the ids of messages are remembered, in sealed parts too
 * @param groups consumer groups of each part
 */
public record PlannedStream(
        String name, int partitions, long maxLength, Duration idempotencyWindow, List<PlannedGroup> groups) {
    public PlannedStream {
        groups = List.copyOf(groups);
    }

    /** One with the defaults of the custom resource. */
    public PlannedStream(String name, int partitions, List<PlannedGroup> groups) {
        this(name, partitions, 100_000, Duration.ofMinutes(5), groups);
    }
}
