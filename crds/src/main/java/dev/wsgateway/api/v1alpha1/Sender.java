package dev.wsgateway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Which clients may send to a stream. */
public enum Sender {
    /** Clients that presented a token. */
    @JsonProperty("authenticated")
    AUTHENTICATED,

    /** Every connected client. */
    @JsonProperty("anyone")
    ANYONE,

    /** No client: the stream is for the gateway's own entries. */
    @JsonProperty("nobody")
    NOBODY
}
