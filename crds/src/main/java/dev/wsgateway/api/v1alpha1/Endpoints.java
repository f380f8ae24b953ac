package dev.wsgateway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** Addresses of a gateway. */
public record Endpoints(
        @JsonPropertyDescription("For clients of the Centrifugal protocol: ws://…/connection/websocket.")
        String websocket,

        @JsonPropertyDescription("For backends: http://…/api.")
        String api) {}
