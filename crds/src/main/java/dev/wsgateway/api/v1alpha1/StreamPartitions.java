package dev.wsgateway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;

/** How a stream is split. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record StreamPartitions(
        @JsonPropertyDescription("Name of the stream in the spec.")
        String stream,

        @JsonPropertyDescription("The oldest one first; the last one takes entries, the others are sealed.")
        List<PartitionVersion> versions,

        @JsonPropertyDescription(
                "Groups that have not acknowledged all entries of a sealed version, and don't read what came after it.")
        List<WaitingGroup> waiting) {

    public StreamPartitions {
        versions = Lists.orEmpty(versions);
        waiting = Lists.orEmpty(waiting);
    }

    /** Partitions that took entries at the same time. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record PartitionVersion(
            @JsonPropertyDescription("From 1 on.") Integer version,

            @JsonPropertyDescription("Number of the first partition.")
            Integer first,

            @JsonPropertyDescription("How many there are.") Integer partitions) {}

    /** A group that is not through. */
    public record WaitingGroup(
            @JsonPropertyDescription("Name of the group.") String group,

            @JsonPropertyDescription("The version that it has to acknowledge.")
            Integer version) {}
}
