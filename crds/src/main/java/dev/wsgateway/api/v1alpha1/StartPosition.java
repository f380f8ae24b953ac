package dev.wsgateway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Where a new consumer group begins to read. */
public enum StartPosition {
    /** With the oldest entry that is still there. */
    @JsonProperty("earliest")
    EARLIEST,

    /** With the first entry after the group's creation. */
    @JsonProperty("latest")
    LATEST
}
