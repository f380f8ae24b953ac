package dev.wsgateway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;

/** The HTTP API for backends. */
public record Api(
        @JsonPropertyDescription(
                "Key of a Secret with the API keys that are accepted, one a line: during a rotation the old and"
                        + " the new one.")
        @Required
        SecretKeyRef keySecretRef) {}
