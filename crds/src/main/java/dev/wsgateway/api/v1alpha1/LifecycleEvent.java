package dev.wsgateway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What can happen to connections and channels. */
public enum LifecycleEvent {
    /** A client has connected. */
    @JsonProperty("connected")
    CONNECTED,

    /** A connection has ended, and its subscriptions with it. */
    @JsonProperty("disconnected")
    DISCONNECTED,

    /** A client has subscribed to a channel. */
    @JsonProperty("subscribed")
    SUBSCRIBED,

    /** A subscription has ended and its connection has not. */
    @JsonProperty("unsubscribed")
    UNSUBSCRIBED,

    /** A channel that nobody was subscribed to has a subscriber, on whatever gateway. */
    @JsonProperty("occupied")
    OCCUPIED,

    /** The last subscriber of a channel on all gateways is gone. */
    @JsonProperty("vacated")
    VACATED
}
