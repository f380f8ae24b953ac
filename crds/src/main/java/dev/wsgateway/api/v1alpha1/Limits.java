package dev.wsgateway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;

/** What one client, and one pod, may use. */
public record Limits(
        @JsonPropertyDescription("Size of one message from a client, in bytes.")
        @Min(128)
        @Max(16777216)
        @Default("65536")
        Integer messageBytes,

        @JsonPropertyDescription("Size of the body of one HTTP API request, in bytes.")
        @Min(128)
        @Max(67108864)
        @Default("1048576")
        Integer apiRequestBytes,

        @JsonPropertyDescription(
                "Bytes that may wait for one slow client before it is disconnected, told to come back.")
        @Min(4096)
        @Max(67108864)
        @Default("1048576")
        Integer queueBytes,

        @JsonPropertyDescription("Channels that one client may be subscribed to at a time.")
        @Min(1)
        @Max(10000)
        @Default("128")
        Integer subscriptionsPerConnection,

        @JsonPropertyDescription("Connections that one pod takes; further ones are refused with 503.")
        @Min(1)
        @Max(1000000)
        @Default("100000")
        Integer connectionsPerPod) {}
