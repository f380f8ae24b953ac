package dev.wsgateway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is declared in Redis; never which channels are live. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record RedisStatus(
        @JsonPropertyDescription("Version that the server reports.") @Nullable
        String version,

        @JsonPropertyDescription("Namespaces of channels.") List<String> namespaces,
        @JsonPropertyDescription("Streams.") List<String> streams,

        @JsonPropertyDescription("How the streams are split.")
        List<StreamPartitions> partitions,

        @JsonPropertyDescription("Consumer groups.") List<ConsumerGroupStatus> consumerGroups,

        @JsonPropertyDescription("Entries not yet delivered, over all groups; absent where Redis cannot tell.")
        @Nullable
        Long lag,

        @JsonPropertyDescription(
                "The stream through which backends publish with a Redis client; absent while no gateway knows.")
        @Nullable
        PublishStreamStatus publishStream) {

    public RedisStatus {
        namespaces = Lists.orEmpty(namespaces);
        streams = Lists.orEmpty(streams);
        partitions = Lists.orEmpty(partitions);
        consumerGroups = Lists.orEmpty(consumerGroups);
    }
}
