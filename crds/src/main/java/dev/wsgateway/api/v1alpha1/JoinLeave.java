package dev.wsgateway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Whether subscribers are told who comes to a channel and who goes. */
public enum JoinLeave {
    /** They are not. */
    @JsonProperty("none")
    NONE,

    /** Those that ask for it when they subscribe. */
    @JsonProperty("onRequest")
    ON_REQUEST,

    /** All of them. */
    @JsonProperty("always")
    ALWAYS
}
