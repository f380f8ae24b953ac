package dev.wsgateway.e2e.cluster;

import dev.wsgateway.e2e.apiserver.Kubectl;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The cluster of `make e2e`, with the operator installed as the README says. */
final class RunningCluster implements AutoCloseable {
    static final String OPERATOR_NAMESPACE = "wsgateway-system";

    private static final String OPERATOR = "deployment/wsgateway-operator";
    private final Kubectl kubectl;
    private final KubernetesClient client;

    private RunningCluster(Path kubeconfig) throws IOException {
        kubectl = new Kubectl(Path.of("kubectl"), kubeconfig);
        Config config = Config.fromKubeconfig(Files.readString(kubeconfig));
        config.setRequestRetryBackoffLimit(0); // an eviction that is refused (429) is an answer
        client = new KubernetesClientBuilder().withConfig(config).build();
    }

    static RunningCluster withOperator() {
        String kubeconfig = Optional.ofNullable(System.getenv("KUBECONFIG"))
                .orElseThrow(() -> new IllegalStateException("no cluster: run these tests by `make e2e`"));
        try {
            RunningCluster cluster = new RunningCluster(Path.of(kubeconfig));
            cluster.kubectl.run("apply", "--server-side", "-k", "../manifests").orFail();
            cluster.awaitOperator();
            return cluster;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void awaitOperator() {
        kubectl.in(OPERATOR_NAMESPACE)
                .run("rollout", "status", OPERATOR, "--timeout=120s")
                .orFail();
    }

    /** Upgrades the operator, and waits for it. */
    void setOperatorImage(String image) {
        kubectl.in(OPERATOR_NAMESPACE)
                .run("set", "image", OPERATOR, "operator=" + image)
                .orFail();
        awaitOperator();
    }

    /** Has the operator watch these namespaces, separated by commas; empty for all. */
    void watch(String namespaces) {
        kubectl.in(OPERATOR_NAMESPACE)
                .run("set", "env", OPERATOR, "WSGATEWAY_WATCH_NAMESPACES=" + namespaces)
                .orFail();
        awaitOperator();
    }

    void scaleOperator(int replicas) {
        kubectl.in(OPERATOR_NAMESPACE)
                .run("scale", OPERATOR, "--replicas=" + replicas)
                .orFail();
        awaitOperator();
    }

    /** The pod that has the Lease; empty while none has it. */
    String leadingOperator() {
        return kubectl.in(OPERATOR_NAMESPACE)
                .run("get", "lease/wsgateway-operator", "-o", "jsonpath={.spec.holderIdentity}")
                .orFail()
                .out();
    }

    /** Ends an operator as the loss of its node does: at once, without giving the Lease up, and its pod doesn't come back. */
    void loseOperator(String pod) {
        kill(OPERATOR_NAMESPACE, pod);
        kubectl.in(OPERATOR_NAMESPACE)
                .run("delete", "pod", pod, "--force", "--grace-period=0")
                .orFail();
    }

    Kubectl kubectl() {
        return kubectl;
    }

    KubernetesClient client() {
        return client;
    }

    /** Ends all processes of a pod by SIGKILL; the kubelet starts its containers again. */
    void kill(String namespace, String pod) {
        try {
            Process process = new ProcessBuilder("cluster/cluster", "kill", namespace + "/" + pod)
                    .redirectErrorStream(true)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new AssertionError(output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
