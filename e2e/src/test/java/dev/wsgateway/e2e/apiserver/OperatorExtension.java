package dev.wsgateway.e2e.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsgateway.operator.kubernetes.OperatorProcess;
import dev.wsgateway.operator.kubernetes.OperatorSettings;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Runs the operator beside the shared {@link ApiServer} while the tests of a class run: in this JVM, installed from {@code
 * manifests/} and logged in as the ServiceAccount that those bind to the shipped roles. It looks at Redis each second and reconciles
 * everything anew every 5 s, and leaves keys in Redis that cannot be removed within 3 s, so that a wait of 30 s shows what minutes show in production. A test fails when the operator
 * was refused anything while it ran.
 */
final class OperatorExtension implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, ParameterResolver {
    static final String USER = "system:serviceaccount:wsgateway-system:wsgateway-operator";
    private static final Namespace STORE = Namespace.create(OperatorExtension.class);

    private final ApiServerExtension apiServer = new ApiServerExtension();

    record Running(KubernetesClient client, OperatorProcess process) implements AutoCloseable {
        @Override
        public void close() {
            process.close();
            client.close();
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        ApiServer server = ApiServerExtension.apiServer(context);
        context.getStore(STORE).put(Running.class, start(server));
    }

    static Running start(ApiServer server) {
        server.kubectl().run("apply", "-k", "../manifests").orFail();
        String token = server.kubectl()
                .in("wsgateway-system")
                .run("create", "token", "wsgateway-operator", "--duration=2h")
                .orFail()
                .out()
                .strip();
        KubernetesClient client = server.clientWithToken(token);
        var settings = new OperatorSettings(
                "localhost/wsgateway-gateway:test",
                Set.of(),
                "wsgateway-system",
                "test",
                0,
                Duration.ofSeconds(1),
                Duration.ofSeconds(3),
                Duration.ofSeconds(5));
        return new Running(client, OperatorProcess.start(client, settings, () -> {}));
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        context.getStore(STORE)
                .put(
                        AuditLog.Position.class,
                        ApiServerExtension.apiServer(context).auditLog().now());
    }

    @Override
    public void afterEach(ExtensionContext context) {
        AuditLog.Position start = context.getStore(STORE).get(AuditLog.Position.class, AuditLog.Position.class);
        assertThat(ApiServerExtension.apiServer(context).auditLog().since(start))
                .filteredOn(request -> request.user().equals(USER) && request.denied())
                .as("what the shipped roles lack")
                .isEmpty();
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return apiServer.supportsParameter(parameter, context);
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return apiServer.resolveParameter(parameter, context);
    }
}
