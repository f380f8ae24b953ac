package dev.wsgateway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a client that subscribes is sent of a channel's history. */
public enum RecoveryMode {
    /** All that came behind the position it had. */
    @JsonProperty("stream")
    STREAM,

    /** The last publication. */
    @JsonProperty("cache")
    CACHE
}
