package dev.wsgateway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a publication's data may be. */
public enum DataFormat {
    /** A JSON text. */
    @JsonProperty("json")
    JSON,

    /** Any bytes. */
    @JsonProperty("binary")
    BINARY
}
