package dev.wsgateway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What becomes of the data in Redis when a gateway is deleted. */
public enum DeletionPolicy {
    /** It stays: a gateway of the same name goes on with it. */
    @JsonProperty("Retain")
    RETAIN,

    /** All keys are removed, streams with unread entries included. */
    @JsonProperty("Delete")
    DELETE
}
