package dev.wsgateway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** A Secret of the same namespace. */
public record SecretRef(
        @JsonPropertyDescription("Name of the Secret.") @Required @Size(min = 1, max = 253)
        String name) {}
