package dev.wsgateway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** What is in the stream through which backends publish. */
public record PublishStreamStatus(
        @JsonPropertyDescription("Entries not yet published.")
        Long waiting,

        @JsonPropertyDescription("Entries that could not be published, as many as are kept.")
        Long deadLetters) {}
