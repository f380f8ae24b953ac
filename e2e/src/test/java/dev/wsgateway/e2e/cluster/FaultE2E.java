package dev.wsgateway.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What breaks, while 200 sockets are connected and messages flow both ways. */
@ExtendWith(ClusterExtension.class)
class FaultE2E {
    private static final List<String> DEPENDENTS = List.of(
            "service/chat",
            "service/chat-api",
            "configmap/chat",
            "pdb/chat",
            "secret/chat-binding",
            "serviceaccount/chat",
            "deployment/chat");

    @Test
    void aKilledGatewayLosesNothing(Sample sample) throws Exception {
        Traffic.losesNothingDuring(sample, () -> crash(sample, sample.podNames().getFirst()));
    }

    @Test
    void aKilledRedisLosesNothing(Sample sample) throws Exception {
        Traffic.losesNothingDuring(sample, () -> {
            crash(sample, "redis-0");
            sample.awaitReady();
        });
    }

    @Test
    void whenTheLeadingOperatorIsLostTheOtherTakesTheLeaseAndNobodyIsDisturbed(Sample sample, RunningCluster cluster)
            throws Exception {
        cluster.scaleOperator(2);
        try {
            Traffic.losesNothingDuring(sample, () -> {
                List<String> before = sample.podNames();
                String lost = cluster.leadingOperator();
                cluster.loseOperator(lost);
                sample.scale(3);
                await().atMost(Duration.ofMinutes(2))
                        .untilAsserted(
                                () -> assertThat(sample.podNames()).hasSize(3).containsAll(before));
                assertThat(cluster.leadingOperator()).isNotEqualTo(lost);
            });
        } finally {
            cluster.scaleOperator(1);
            sample.scale(2);
        }
    }

    /** What `kubectl drain` does to the nodes that the pods are on, one after another. */
    @Test
    void evictionLosesNothingAndTakesOnePodAtATime(Sample sample) throws Exception {
        Traffic.losesNothingDuring(sample, () -> {
            List<Pod> pods = sample.pods();
            assertThat(sample.evict(pods.get(0))).isTrue();
            assertThat(sample.evict(pods.get(1)))
                    .as("granted while one pod is out")
                    .isFalse();
            await("the second may go once the first is replaced")
                    .atMost(Duration.ofMinutes(1))
                    .until(() -> sample.evict(pods.get(1)));
            assertThat(sample.pods()).as("pods that serve").isNotEmpty();
            sample.awaitSettled(2);
            assertThat(sample.podNames())
                    .doesNotContainAnyElementsOf(pods.stream()
                            .map(pod -> pod.getMetadata().getName())
                            .toList());
        });
    }

    @Test
    void whatSomebodyDeletesComesBack(Sample sample) {
        try (Sample own = sample.beside("deleted-by-hand", sample.redisUrl()).awaitReady()) {
            Map<String, String> before = DEPENDENTS.stream().collect(Collectors.toMap(object -> object, own::uid));
            DEPENDENTS.forEach(object ->
                    own.kubectl().run("delete", object, "--wait=false").orFail());
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(DEPENDENTS)
                            .allSatisfy(object -> assertThat(own.uid(object))
                                    .as(object)
                                    .isNotEmpty()
                                    .isNotEqualTo(before.get(object))));
            own.awaitSettled(1);
            own.awaitReady();
        }
    }

    @Test
    void deletingTheResourceRemovesAllButWhatIsInRedis(Sample sample) {
        try (Sample own = sample.beside("deleted", sample.redisUrl()).awaitReady()) {
            own.kubectl().run("delete", "wsg/chat", "--timeout=60s").orFail();
            await("nothing is left")
                    .atMost(Duration.ofSeconds(90))
                    .until(() -> own.kubectl()
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
            assertThat(sample.redis("EXISTS", "wsg:{" + own.namespace() + "/chat/s/orders/0}:entries"))
                    .isEqualTo("1");
        }
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
