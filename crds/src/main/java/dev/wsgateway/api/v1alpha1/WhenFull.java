package dev.wsgateway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What becomes of a message when a stream has as many unread entries as it may. */
public enum WhenFull {
    /** The sender is told to come back later. */
    @JsonProperty("reject")
    REJECT,

    /** The oldest unread entry goes. */
    @JsonProperty("dropOldest")
    DROP_OLDEST
}
