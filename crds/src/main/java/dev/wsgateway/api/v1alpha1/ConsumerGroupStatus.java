package dev.wsgateway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/** A consumer group as Redis reports it ({@code XINFO GROUPS}). */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ConsumerGroupStatus(
        @JsonPropertyDescription("Name of the stream in the spec.")
        String stream,

        @JsonPropertyDescription("Name of the group.") String group,

        @JsonPropertyDescription("Entries not yet delivered; absent where Redis cannot tell.") @Nullable
        Long lag,

        @JsonPropertyDescription("Entries delivered and not yet acknowledged.") @Nullable
        Long pending,

        @JsonPropertyDescription("Consumers that Redis knows.") @Nullable
        Long consumers,

        @JsonPropertyDescription(
                "When the oldest entry was added that is delivered and not yet acknowledged; absent where there is none.")
        @Nullable
        String oldestPending,

        @JsonPropertyDescription("Entries that could not be delivered, as many as are kept.") @Nullable
        Long deadLetters) {}
