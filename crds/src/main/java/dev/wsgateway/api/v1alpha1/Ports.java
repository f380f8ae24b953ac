package dev.wsgateway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.ValidationRule;

/** Ports of the pods and of their Services. In standalone, of the first gateway; each further one adds 1. */
@ValidationRule(
        // has(): the API server also checks the default {} of this object, before the defaults of its fields are in it.
        value = "!has(self.websocket) || !has(self.api) || self.websocket != self.api",
        message = "websocket and api have the same port: give each its own")
public record Ports(
        @JsonPropertyDescription("Port that clients open sockets on.") @Min(1024) @Max(65535) @Default("8001")
        Integer websocket,

        @JsonPropertyDescription("Port of the HTTP API, /metrics, /healthz and /readyz.")
        @Min(1024)
        @Max(65535)
        @Default("9001")
        Integer api) {}
