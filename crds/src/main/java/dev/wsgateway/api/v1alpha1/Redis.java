package dev.wsgateway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** Where Redis is and how to log in. */
@ValidationRule(
        value = "!has(self.sentinelCredentialsSecretRef) || self.url.contains('-sentinel://')",
        message = "sentinelCredentialsSecretRef is for Sentinels: write a redis-sentinel:// address, or leave it out")
public record Redis(
        @JsonPropertyDescription("redis://HOST:PORT for one server, with /DATABASE behind it where it is not 0;"
                + " redis-sentinel://HOST:PORT,HOST:PORT#MASTER for a master that Sentinels name;"
                + " redis-cluster://HOST:PORT,HOST:PORT for a Cluster. rediss in place of redis for TLS.")
        @Required
        @Size(max = 500)
        @ValidationRule(
                value = "self.matches('^rediss?://" + Redis.ADDRESS + "(/[0-9]{1,3})?$')"
                        + " || self.matches('^rediss?-sentinel://" + Redis.ADDRESS + "(," + Redis.ADDRESS
                        + ")*(/[0-9]{1,3})?#[A-Za-z0-9_.-]+$')"
                        + " || self.matches('^rediss?-cluster://" + Redis.ADDRESS + "(," + Redis.ADDRESS + ")*$')",
                message =
                        "write redis://HOST:PORT[/DATABASE], redis-sentinel://HOST:PORT,HOST:PORT[/DATABASE]#MASTER or"
                                + " redis-cluster://HOST:PORT,HOST:PORT, with rediss in place of redis for TLS;"
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
        SecretKeyRef caSecretRef,

        @JsonPropertyDescription(
                "Secret in the same namespace with the key 'password' and, for an ACL user, 'username', to log in at"
                        + " the Sentinels of a redis-sentinel:// address. By default they ask for none.")
        @Nullable
        SecretRef sentinelCredentialsSecretRef) {
    private static final String ADDRESS = "([A-Za-z0-9_.-]+|[[][0-9A-Fa-f:.]+[]])(:[0-9]{1,5})?";
}
