package dev.wsgateway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** One key of a Secret of the same namespace. */
public record SecretKeyRef(
        @JsonPropertyDescription("Name of the Secret.") @Required @Size(min = 1, max = 253)
        String name,

        @JsonPropertyDescription("Key within the Secret.")
        @Required
        @Size(min = 1, max = 253)
        @Pattern("^[-._a-zA-Z0-9]+$")
        String key) {}
