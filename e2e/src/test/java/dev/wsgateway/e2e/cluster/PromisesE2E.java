package dev.wsgateway.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the gateway is there for, with the released JavaScript SDK through the Service and the backend's three replicas. */
@ExtendWith(ClusterExtension.class)
class PromisesE2E {
    private static final int SOCKETS = 30;

    @Test
    void aPublicationThroughAnyPodReachesEverySocket(Sample sample) throws Exception {
        List<Pod> pods = sample.pods();
        try (Crowd crowd = new Crowd(sample.websocketUrl(), SOCKETS, "news:any")) {
            for (int i = 1; i <= 20; i++) {
                Api api = Api.of(pods.get(i % pods.size()));
                assertThat(api.publishNumber("news:any", i)).contains("\"result\"");
            }
            await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                JsonNode report = crowd.report();
                assertThat(report.get("faults")).isEmpty();
                assertThat(report.get("received").asInt()).isEqualTo(20 * SOCKETS);
            });
        }
        assertThat(pods).hasSize(2);
    }

    @Test
    void aFrontendMessageIsProcessedByOneReplica(Sample sample) throws Exception {
        try (Crowd crowd = new Crowd(sample.websocketUrl(), SOCKETS, "news:one")) {
            crowd.startSending("orders", SOCKETS);
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> crowd.report().get("acknowledged").size() > 300);
            crowd.stopSending();
            await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                JsonNode report = crowd.report();
                assertThat(report.get("processed").size())
                        .isEqualTo(report.get("acknowledged").size());
                assertThat(report.get("processed"))
                        .allSatisfy(replicas -> assertThat(replicas).hasSize(1));
                assertThat(report.get("processed"))
                        .extracting(replicas -> replicas.get(0).asText())
                        .as("all three replicas share the work")
                        .containsAll(sample.podNames("backend"));
            });
        }
    }
}
