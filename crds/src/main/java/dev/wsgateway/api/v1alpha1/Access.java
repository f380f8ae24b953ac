package dev.wsgateway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Which clients may subscribe or publish to the channels of a namespace. */
public enum Access {
    /** No client. */
    @JsonProperty("nobody")
    NOBODY,

    /** The user whose id is the channel's name behind ':'. */
    @JsonProperty("owner")
    OWNER,

    /** A client with a token for the channel. */
    @JsonProperty("token")
    TOKEN,

    /** Every connected client. */
    @JsonProperty("anyone")
    ANYONE
}
