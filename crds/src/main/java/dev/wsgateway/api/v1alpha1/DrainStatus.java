package dev.wsgateway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** How far the pods are that are about to end. */
public record DrainStatus(
        @JsonPropertyDescription("Pods that are about to end.")
        Integer pods,

        @JsonPropertyDescription("Connections that they still have.")
        Long connections,

        @JsonPropertyDescription("Connections that they had when they were told to end.")
        Long before) {}
