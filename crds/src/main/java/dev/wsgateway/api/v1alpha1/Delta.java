package dev.wsgateway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Whether clients that ask for it are sent differences between publications. */
public enum Delta {
    /** They are not. */
    @JsonProperty("none")
    NONE,

    /** In the delta format of Fossil. */
    @JsonProperty("fossil")
    FOSSIL
}
