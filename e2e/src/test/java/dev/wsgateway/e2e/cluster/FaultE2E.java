package dev.wsgateway.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What breaks, while 200 sockets are connected and messages flow both ways. */
@ExtendWith(ClusterExtension.class)
class FaultE2E {
    @Test
    void aKilledGatewayLosesNothing(Sample sample) throws Exception {
        Traffic.losesNothingDuring(sample, () -> {
            crash(sample, sample.podNames().getFirst());
            await().atMost(Duration.ofSeconds(90)).until(() -> sample.pods().size() == 2);
        });
    }

    @Test
    void aKilledRedisLosesNothing(Sample sample) throws Exception {
        Traffic.losesNothingDuring(sample, () -> {
            crash(sample, "redis-0");
            sample.awaitReady();
        });
    }

    @Test
    void aKilledOperatorDisturbsNobodyAndGoesOn(Sample sample, RunningCluster cluster) throws Exception {
        Traffic.losesNothingDuring(sample, () -> {
            List<String> before = sample.podNames();
            cluster.kill(RunningCluster.OPERATOR_NAMESPACE, cluster.operatorPod());
            sample.kubectl().run("scale", "wsg/chat", "--replicas=3").orFail();
            await().atMost(Duration.ofMinutes(2))
                    .untilAsserted(
                            () -> assertThat(sample.podNames()).hasSize(3).containsAll(before));
        });
    }

    @Test
    void evictionLosesNothingAndTakesOnePodAtATime(Sample sample) throws Exception {
        Traffic.losesNothingDuring(sample, () -> {
            List<Pod> pods = sample.pods();
            assertThat(sample.evict(pods.get(0))).isTrue();
            assertThat(sample.evict(pods.get(1)))
                    .as("refused by the PodDisruptionBudget")
                    .isFalse();
            await().atMost(Duration.ofMinutes(2))
                    .untilAsserted(() -> assertThat(sample.podNames())
                            .hasSize(2)
                            .doesNotContain(pods.get(0).getMetadata().getName()));
        });
    }

    @Test
    void whatSomebodyDeletesComesBack(Sample sample) {
        sample.awaitReady();
        for (String object : List.of(
                "service/chat",
                "service/chat-api",
                "configmap/chat",
                "pdb/chat",
                "secret/chat-binding",
                "serviceaccount/chat",
                "deployment/chat")) {
            String before = sample.uid(object);
            sample.kubectl().run("delete", object, "--wait=false").orFail();
            await(object + " is back")
                    .atMost(Duration.ofSeconds(30))
                    .until(() ->
                            !sample.uid(object).isEmpty() && !sample.uid(object).equals(before));
        }
        sample.awaitReady();
    }

    @Test
    void deletingTheResourceRemovesAllButWhatIsInRedis(Sample sample) {
        sample.awaitReady();
        sample.kubectl().run("delete", "wsg/chat", "--timeout=60s").orFail();
        await("nothing is left")
                .atMost(Duration.ofSeconds(90))
                .until(() -> sample.kubectl()
                        .run(
                                "get",
                                "deployments,replicasets,pods,services,configmaps,secrets,serviceaccounts,pdb",
                                "-l",
                                "app.kubernetes.io/instance=chat",
                                "-o",
                                "name")
                        .orFail()
                        .out()
                        .isBlank());
        assertThat(sample.redis("EXISTS", "wsg:{" + sample.namespace() + "/chat/s/orders/0}:entries"))
                .isEqualTo("1");
    }

    /** Kills a pod's containers, and waits until they were started again and are ready. */
    private static void crash(Sample sample, String pod) {
        sample.cluster().kill(sample.namespace(), pod);
        await(pod + " is back").atMost(Duration.ofSeconds(90)).until(() -> {
            Pod now = sample.cluster()
                    .client()
                    .pods()
                    .inNamespace(sample.namespace())
                    .withName(pod)
                    .get();
            return now.getStatus().getContainerStatuses().getFirst().getRestartCount() > 0 && Readiness.isPodReady(now);
        });
    }
}
