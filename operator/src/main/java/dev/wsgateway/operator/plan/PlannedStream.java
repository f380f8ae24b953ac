package dev.wsgateway.operator.plan;

import java.util.List;

/**
 * A stream that Redis must have.
 *
 * @param name name of the stream in the custom resource
 * @param partitions number of parts that it is split into
 * @param groups consumer groups of each part
 */
public record PlannedStream(String name, int partitions, List<PlannedGroup> groups) {
    public PlannedStream {
        groups = List.copyOf(groups);
    }
}
