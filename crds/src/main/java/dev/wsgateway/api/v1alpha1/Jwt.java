package dev.wsgateway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** How a JSON Web Token (RFC 7519) is checked. Its claim {@code sub} is the user's id. */
@ValidationRule(
        value = "(has(self.secretRef) ? 1 : 0) + (has(self.publicKeyRef) ? 1 : 0) + (has(self.jwksUrl) ? 1 : 0) == 1",
        message = "set exactly one of secretRef (HS256), publicKeyRef (RS256 or ES256) and jwksUrl")
public record Jwt(
        @JsonPropertyDescription("Key of a Secret with the shared secret of HS256, 32 bytes or more.") @Nullable
        SecretKeyRef secretRef,

        @JsonPropertyDescription("Key of a Secret with the PEM public key of RS256 or ES256.") @Nullable
        SecretKeyRef publicKeyRef,

        @JsonPropertyDescription("URL of a JSON Web Key Set (RFC 7517) with keys for RS256 or ES256.")
        @Size(max = 2000)
        @ValidationRule(
                value = "self.matches('^https?://[^ ]+$')",
                message = "write the http or https URL of the key set, for example https://idp.example.com/jwks.json")
        @Nullable
        String jwksUrl,

        @JsonPropertyDescription("Issuer that the claim 'iss' must name; by default any.") @Size(max = 2000) @Nullable
        String issuer,

        @JsonPropertyDescription("Audience that the claim 'aud' must contain; by default any.")
        @Size(max = 2000)
        @Nullable
        String audience) {}
