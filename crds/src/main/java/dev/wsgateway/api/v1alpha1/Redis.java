package dev.wsgateway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** Where Redis is and how to log in. */
public record Redis(
        @JsonPropertyDescription(
                "redis://HOST:PORT, or rediss://HOST:PORT for TLS, with /DATABASE behind it where it is not 0.")
        @Required
        @Size(max = 500)
        @ValidationRule(
                value =
                        "self.matches('^rediss?://([A-Za-z0-9_.-]+|[[][0-9A-Fa-f:.]+[]])(:[0-9]{1,5})?(/[0-9]{1,3})?$')",
                message =
                        "write redis://HOST:PORT, or rediss://HOST:PORT for TLS, with /DATABASE behind it where it is not 0;"
                                + " user and password go into a Secret named by credentialsSecretRef")
        String url,

        @JsonPropertyDescription(
                "Secret in the same namespace with the key 'password' and, for an ACL user, 'username'.")
        @Nullable
        SecretRef credentialsSecretRef,

        @JsonPropertyDescription(
                "Key of a Secret in the same namespace that holds the PEM certificates which Redis' own is"
                        + " checked against. By default those that the Java runtime trusts.")
        @Nullable
        SecretKeyRef caSecretRef) {}
