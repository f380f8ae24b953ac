package dev.wsgateway.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The operator as {@code kubectl apply -k manifests/} installs it. */
@ExtendWith(ClusterExtension.class)
class InstallE2E {
    private static final String OPERATOR =
            "system:serviceaccount:" + RunningCluster.OPERATOR_NAMESPACE + ":wsgateway-operator";

    @ParameterizedTest
    @CsvSource({
        "delete, secrets",
        "delete, deployments.apps",
        "delete, pods",
        "create, pods",
        "get, nodes",
        "update, websocketgateways.wsgateway.dev",
        "delete, websocketgateways.wsgateway.dev",
        "create, clusterroles.rbac.authorization.k8s.io",
    })
    void theOperatorMayNot(String verb, String resource, RunningCluster cluster) {
        assertThat(cluster.kubectl()
                        .run("auth", "can-i", verb, resource, "--all-namespaces", "--as=" + OPERATOR)
                        .out())
                .startsWith("no");
    }

    @Test
    void theOperatorWatchesTheNamespacesThatItIsToldTo(Sample sample, RunningCluster cluster) {
        cluster.watch(sample.namespace() + ",watched");
        try (Sample unwatched = sample.beside("unwatched", sample.redisUrl());
                Sample watched = sample.beside("watched", sample.redisUrl())) {
            watched.awaitReady();
            sample.patch("{\"spec\":{\"limits\":{\"connectionsPerPod\":4000}}}");
            await().atMost(Duration.ofMinutes(1)).until(() -> sample.configMap().contains("4000"));
            assertThat(unwatched.gateway().get().getStatus()).isNull();

            cluster.watch("");
            unwatched.awaitReady();
        } finally {
            cluster.watch("");
        }
    }
}
