package dev.wsgateway.e2e.apiserver;

import static org.awaitility.Awaitility.await;

import dev.wsgateway.operator.kubernetes.ForwardCompatible;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.awaitility.core.ConditionTimeoutException;

/**
 * A running etcd, kube-apiserver and kube-controller-manager with the CRD installed. RBAC is on. The processes end when
 * this is closed, and also when this JVM dies in any way, because they watch their standard input.
 */
final class ApiServer implements AutoCloseable {
    private final Process process;
    private final Path kubeconfig;
    private final AuditLog auditLog;
    private final Kubectl kubectl;
    private final KubernetesClient admin;

    private ApiServer(Process process, Map<String, String> settings) throws IOException {
        this.process = process;
        kubeconfig = Path.of(settings.get("KUBECONFIG"));
        auditLog = new AuditLog(Path.of(settings.get("AUDIT_LOG")));
        kubectl = new Kubectl(Path.of(settings.get("PROGRAMS"), "kubectl"), kubeconfig);
        admin = client(Config.fromKubeconfig(Files.readString(kubeconfig)));
    }

    /** Takes some seconds; minutes when the programs have to be built first, which reports its progress. */
    static ApiServer start() throws IOException {
        Process process = new ProcessBuilder("cluster/cluster", "api")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        Map<String, String> settings = new HashMap<>();
        try (var lines = process.inputReader()) {
            while (settings.size() < 4) {
                String line = lines.readLine();
                if (line == null) {
                    throw new IllegalStateException("`e2e/cluster/cluster api` has ended; why, is in the output above");
                }
                settings.put(line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1));
            }
        }
        var server = new ApiServer(process, settings);
        try {
            server.kubectl
                    .run("apply", "-f", "../crds/websocketgateways.wsgateway.dev-v1.yml")
                    .orFail();
            // Not `kubectl wait`: it fails where there is no status yet.
            await("the CRD is established")
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> server.kubectl.run("get", "wsg").exitCode() == 0);
            return server;
        } catch (AssertionError | ConditionTimeoutException e) {
            server.close();
            throw e;
        }
    }

    /** A client that may do all. */
    KubernetesClient admin() {
        return admin;
    }

    /** A client that is the bearer of this token, and may do what RBAC lets it. The caller closes it. */
    KubernetesClient clientWithToken(String token) {
        return client(new ConfigBuilder(admin.getConfiguration())
                .withOauthToken(token)
                .withAutoOAuthToken(token)
                .build());
    }

    Kubectl kubectl() {
        return kubectl;
    }

    AuditLog auditLog() {
        return auditLog;
    }

    private static KubernetesClient client(Config config) {
        return new KubernetesClientBuilder()
                .withConfig(config)
                .withKubernetesSerialization(ForwardCompatible.serialization())
                .build();
    }

    @Override
    public void close() throws IOException {
        admin.close();
        process.getOutputStream().close();
        process.onExit().join();
    }
}
