package dev.wsgateway.operator;

import dev.wsgateway.operator.kubernetes.ForwardCompatible;
import dev.wsgateway.operator.kubernetes.OperatorProcess;
import dev.wsgateway.operator.kubernetes.OperatorSettings;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The operator as a program: settings from the environment, credentials from the pod or the kubeconfig. */
public final class Main {
    private static final Logger LOG = LoggerFactory.getLogger(Main.class);

    private Main() {}

    /**
     * Runs until SIGTERM.
     *
     * @param args none
     */
    public static void main(String[] args) throws InterruptedException {
        OperatorSettings settings;
        try {
            settings = OperatorSettings.from(System.getenv());
        } catch (IllegalArgumentException e) {
            LOG.atError().log(e.getMessage());
            System.exit(2);
            return;
        }
        CountDownLatch ended = new CountDownLatch(1);
        KubernetesClient client = new KubernetesClientBuilder()
                .withHttpClientFactory(new JdkHttpClientFactory())
                .withKubernetesSerialization(ForwardCompatible.serialization())
                .build();
        // halt: a lost Lease must not wait for shutdown hooks, which would release what is no longer ours
        OperatorProcess operator = OperatorProcess.start(
                client, settings, () -> Runtime.getRuntime().halt(1));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            operator.close();
            client.close();
            ended.countDown();
        }));
        LOG.atInfo().addKeyValue("httpPort", operator.httpPort()).log("Operator runs");
        ended.await();
    }
}
