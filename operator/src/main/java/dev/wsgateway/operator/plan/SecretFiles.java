package dev.wsgateway.operator.plan;

import dev.wsgateway.api.v1alpha1.Jwt;
import dev.wsgateway.api.v1alpha1.Push;
import dev.wsgateway.api.v1alpha1.SecretKeyRef;
import dev.wsgateway.api.v1alpha1.SecretRef;
import dev.wsgateway.api.v1alpha1.WebSocketGatewaySpec;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which Secret files the gateways of a custom resource read. */
final class SecretFiles {
    private SecretFiles() {}

    static List<SecretFile> of(WebSocketGatewaySpec spec) {
        List<SecretFile> files = new ArrayList<>();
        login(files, spec.redis().credentialsSecretRef(), SecretFile.REDIS_PASSWORD, SecretFile.REDIS_USERNAME);
        login(
                files,
                spec.redis().sentinelCredentialsSecretRef(),
                SecretFile.SENTINEL_PASSWORD,
                SecretFile.SENTINEL_USERNAME);
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
        spec.streams()
                .forEach(stream -> stream.consumerGroups().forEach(group -> {
                    Push push = group.push();
                    if (push != null) {
                        String signingKey = SecretFile.push(stream.name(), group.name(), SecretFile.SIGNING_KEY);
                        add(files, signingKey, push.signingSecretRef());
                        add(
                                files,
                                SecretFile.push(stream.name(), group.name(), SecretFile.BACKEND_CA),
                                push.caSecretRef());
                    }
                }));
        return List.copyOf(files);
    }

    private static void login(List<SecretFile> files, @Nullable SecretRef ref, String password, String username) {
        if (ref != null) {
            files.add(new SecretFile(password, ref.name(), "password", false));
            files.add(new SecretFile(username, ref.name(), "username", true));
        }
    }

    private static void add(List<SecretFile> files, String path, @Nullable SecretKeyRef ref) {
        if (ref != null) {
            files.add(new SecretFile(path, ref.name(), ref.key(), false));
        }
    }
}
