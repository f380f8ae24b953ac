package dev.wsgateway.operator.plan;

import dev.wsgateway.api.v1alpha1.StartPosition;

/**
 * A consumer group that each partition of a stream must have.
 *
 * @param stream name of the stream in the custom resource
 * @param group name of the group
 * @param from where it begins when it is new; one that was lost begins at the oldest entry whatever stands here
 * @param limits when it is told as a condition
 */
public record PlannedGroup(String stream, String group, StartPosition from, GroupLimits limits) {
    /** One with the default limits. */
    public PlannedGroup(String stream, String group, StartPosition from) {
        this(stream, group, from, GroupLimits.DEFAULT);
    }
}
