package dev.wsgateway.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a platform team changes, while 200 sockets are connected and messages flow both ways. */
@ExtendWith(ClusterExtension.class)
class ChangeE2E {
    @Test
    void scalingOutAndInLosesNothing(Sample sample) throws Exception {
        Traffic.losesNothingDuring(sample, () -> {
            sample.scale(3);
            sample.awaitSettled(3);
            sample.scale(1);
            sample.awaitSettled(1);
            sample.scale(2);
        });
    }

    @Test
    void upgradingTheImageRollsThePodsAndLosesNothing(Sample sample) throws Exception {
        Traffic.losesNothingDuring(sample, () -> {
            List<String> before = sample.podNames();
            sample.patch("{\"spec\":{\"image\":\"localhost/wsgateway-gateway:next\"}}");
            await().atMost(Duration.ofMinutes(2))
                    .untilAsserted(
                            () -> assertThat(sample.podNames()).hasSize(2).doesNotContainAnyElementsOf(before));
            sample.awaitSettled(2);
        });
    }

    @Test
    void channelsLimitsAndAnApiKeyAreTakenUpLive(Sample sample) throws Exception {
        Traffic.losesNothingDuring(sample, () -> {
            List<String> before = versions(sample);
            Api api = Api.of(sample);
            assertThat(api.status("new-key")).isEqualTo(401);
            sample.patch("""
                    {"spec":{"limits":{"connectionsPerPod":5000},"channels":[
                      {"namespace":"news","subscribe":"anyone","history":{"size":2000,"ttl":"10m"}},
                      {"namespace":"extra","subscribe":"anyone"}]}}""");
            sample.kubectl()
                    .run("patch", "secret", "chat-api", "-p", "{\"stringData\":{\"key\":\"new-key\\ndemo-api-key\"}}")
                    .orFail();
            for (Pod pod : sample.pods()) {
                await(pod.getMetadata().getName() + " has the new key and channels")
                        .atMost(Duration.ofSeconds(90))
                        .until(() -> Api.of(pod).publish("extra:x", "new-key").contains("\"result\""));
            }
            assertThat(versions(sample)).as("no pod was replaced").isEqualTo(before);
        });
    }

    @Test
    void upgradingTheOperatorTouchesNoGateway(Sample sample, RunningCluster cluster) throws Exception {
        Traffic.losesNothingDuring(sample, () -> {
            List<String> before = versions(sample);
            String operator = cluster.leadingOperator();
            cluster.setOperatorImage("localhost/wsgateway-operator:next");
            // Proves that the new one works: it carries an edit out.
            sample.patch("{\"spec\":{\"limits\":{\"connectionsPerPod\":6000}}}");
            await().atMost(Duration.ofMinutes(1)).until(() -> sample.configMap().contains("6000"));
            assertThat(cluster.leadingOperator()).isNotEqualTo(operator);
            assertThat(versions(sample)).as("no pod was replaced").isEqualTo(before);
        });
    }

    private static List<String> versions(Sample sample) {
        return sample.pods().stream().map(ChangeE2E::version).toList();
    }

    private static String version(Pod pod) {
        return pod.getMetadata().getUid() + " restarted "
                + pod.getStatus().getContainerStatuses().getFirst().getRestartCount();
    }
}
