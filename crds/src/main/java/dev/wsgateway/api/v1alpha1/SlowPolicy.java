package dev.wsgateway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What happens to a client for which more waits than may. */
public enum SlowPolicy {
    /** Its connection is closed; it comes back and resumes. */
    @JsonProperty("close")
    CLOSE,

    /** Its subscription ends; its SDK subscribes again and recovers. */
    @JsonProperty("unsubscribe")
    UNSUBSCRIBE,

    /** It is sent only the latest publication of each key. */
    @JsonProperty("conflate")
    CONFLATE
}
