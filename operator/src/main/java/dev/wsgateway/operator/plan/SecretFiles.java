package dev.wsgateway.operator.plan;

import dev.wsgateway.api.v1alpha1.Jwt;
import dev.wsgateway.api.v1alpha1.SecretKeyRef;
import dev.wsgateway.api.v1alpha1.WebSocketGatewaySpec;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which Secret files the gateways of a custom resource read. */
final class SecretFiles {
    private SecretFiles() {}

    static List<SecretFile> of(WebSocketGatewaySpec spec) {
        List<SecretFile> files = new ArrayList<>();
        var credentials = spec.redis().credentialsSecretRef();
        if (credentials != null) {
            files.add(new SecretFile(SecretFile.REDIS_PASSWORD, credentials.name(), "password", false));
            files.add(new SecretFile(SecretFile.REDIS_USERNAME, credentials.name(), "username", true));
        }
        add(files, SecretFile.REDIS_CA, spec.redis().caSecretRef());
        Jwt jwt = spec.authentication().jwt();
        if (jwt != null) {
            add(files, SecretFile.JWT_KEY, jwt.secretRef());
            add(files, SecretFile.JWT_KEY, jwt.publicKeyRef());
        }
        var api = spec.api();
        if (api != null) {
            add(files, SecretFile.API_KEYS, api.keySecretRef());
        }
        return List.copyOf(files);
    }

    private static void add(List<SecretFile> files, String path, @Nullable SecretKeyRef ref) {
        if (ref != null) {
            files.add(new SecretFile(path, ref.name(), ref.key(), false));
        }
    }
}
