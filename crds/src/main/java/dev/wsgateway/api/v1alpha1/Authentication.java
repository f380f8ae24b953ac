package dev.wsgateway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** Who may open a socket: clients with a JSON Web Token, anonymous ones, or both. */
@ValidationRule(
        value = "has(self.jwt) || self.anonymous",
        message = "nobody could connect: set jwt, or anonymous: true")
public record Authentication(
        @JsonPropertyDescription("Whether clients without a token are let in, with the empty user id.")
        @Default("false")
        Boolean anonymous,

        @JsonPropertyDescription("How clients' tokens are checked.") @Nullable
        Jwt jwt) {}
