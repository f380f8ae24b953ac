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
            scale(sample, 3);
            scale(sample, 1);
        });
    }

    @Test
    void upgradingTheImageRollsThePodsAndLosesNothing(Sample sample) throws Exception {
        Traffic.losesNothingDuring(sample, () -> {
            List<String> before = sample.podNames();
            patch(sample, "{\"spec\":{\"image\":\"localhost/wsgateway-gateway:next\"}}");
            await().atMost(Duration.ofMinutes(2))
                    .untilAsserted(
                            () -> assertThat(sample.podNames()).hasSize(2).doesNotContainAnyElementsOf(before));
            sample.awaitReady();
        });
    }

    @Test
    void editsOfChannelsAndLimitsAreTakenUpLive(Sample sample) throws Exception {
        Traffic.losesNothingDuring(sample, () -> {
            List<String> before = sample.podNames();
            patch(sample, """
                    {"spec":{"channels":[
                      {"namespace":"news","subscribe":"anyone","history":{"size":2000,"ttl":"10m"}},
                      {"namespace":"extra","subscribe":"anyone"}]}}""");
            await().atMost(Duration.ofSeconds(90))
                    .ignoreExceptions()
                    .until(() ->
                            Api.of(sample).publish("extra:x", Sample.API_KEY).contains("\"result\""));
            assertThat(sample.podNames()).as("no pod was replaced").isEqualTo(before);
        });
    }

    @Test
    void aNewApiKeyIsTakenUpLive(Sample sample) throws Exception {
        Traffic.losesNothingDuring(sample, () -> {
            List<String> before = sample.podNames();
            Api api = Api.of(sample);
            assertThat(api.status("new-key")).isEqualTo(401);
            sample.kubectl()
                    .run("patch", "secret", "chat-api", "-p", "{\"stringData\":{\"key\":\"new-key\\ndemo-api-key\"}}")
                    .orFail();
            await().atMost(Duration.ofMinutes(2)).until(() -> api.status("new-key") == 200);
            assertThat(sample.podNames()).as("no pod was replaced").isEqualTo(before);
        });
    }

    @Test
    void upgradingTheOperatorTouchesNoGateway(Sample sample, RunningCluster cluster) throws Exception {
        Traffic.losesNothingDuring(sample, () -> {
            List<String> before = versions(sample);
            cluster.setOperatorImage("localhost/wsgateway-operator:next");
            try {
                // Proves that the new one works: it carries an edit out.
                patch(sample, "{\"spec\":{\"limits\":{\"connectionsPerPod\":5000}}}");
                await().atMost(Duration.ofMinutes(1))
                        .until(() -> sample.configMap().contains("5000"));
                assertThat(versions(sample)).isEqualTo(before);
            } finally {
                cluster.setOperatorImage("localhost/wsgateway-operator:dev");
            }
        });
    }

    private static void scale(Sample sample, int replicas) {
        sample.kubectl().run("scale", "wsg/chat", "--replicas=" + replicas).orFail();
        await().atMost(Duration.ofMinutes(2))
                .untilAsserted(() -> assertThat(sample.pods()).hasSize(replicas));
        sample.awaitReady();
    }

    private static void patch(Sample sample, String patch) {
        sample.kubectl().run("patch", "wsg/chat", "--type=merge", "-p", patch).orFail();
    }

    private static List<String> versions(Sample sample) {
        return sample.pods().stream().map(ChangeE2E::version).toList();
    }

    private static String version(Pod pod) {
        return pod.getMetadata().getUid() + " restarted "
                + pod.getStatus().getContainerStatuses().getFirst().getRestartCount();
    }
}
