package dev.wsgateway.operator.plan;

import dev.wsgateway.api.v1alpha1.StartPosition;

/**
 * A consumer group that Redis must have.
 *
 * @param stream name of the stream in the custom resource
 * @param partition partition of the stream, from 0
 * @param key Redis key of the partition's entries
 * @param registryKey Redis hash, beside the entries, that remembers which groups were made
 * @param group name of the group
 * @param from where it begins when it is new; one that was lost begins at the oldest entry whatever stands here
 */
public record PlannedGroup(
        String stream, int partition, String key, String registryKey, String group, StartPosition from) {}
