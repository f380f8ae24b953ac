package dev.wsgateway.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Two gateways of the same name in two namespaces. */
@ExtendWith(ClusterExtension.class)
class IsolationE2E {
    private static final int SOCKETS = 10;
    private static final String CHANNEL = "news:same";

    @Test
    void seeNothingOfEachOtherOnOneRedis(Sample sample) throws Exception {
        try (Sample other = sample.beside("same-redis", sample.redisUrl()).awaitReady()) {
            try (Crowd crowd = new Crowd(sample.websocketUrl(), SOCKETS, CHANNEL);
                    Crowd otherCrowd = new Crowd(other.websocketUrl(), SOCKETS, CHANNEL)) {
                for (int i = 1; i <= 20; i++) {
                    Api.of(sample).publishNumber(CHANNEL, i);
                }
                Api.of(other).publishNumber(CHANNEL, 1);

                awaitReceived(crowd, 20);
                awaitReceived(otherCrowd, 1);
            }
            assertThat(sample.redis("KEYS", "wsg:{" + other.namespace() + "/chat*"))
                    .isNotEmpty();
        }
    }

    @Test
    void aBrokenRedisOfOneDoesNotDisturbTheOther(Sample sample) throws Exception {
        try (Sample broken = sample.beside("broken-redis", "redis://nowhere:6379")) {
            broken.kubectl()
                    .run("wait", "--for=condition=RedisAvailable=False", "wsg/chat", "--timeout=60s")
                    .orFail();
            Traffic.losesNothingDuring(sample, () -> {
                sample.patch("{\"spec\":{\"limits\":{\"connectionsPerPod\":3000}}}");
                await("the operator carries an edit out")
                        .atMost(Duration.ofSeconds(30))
                        .until(() -> sample.configMap().contains("3000"));
            });
            assertThat(broken.kubectl().run("describe", "wsg/chat").orFail().out())
                    .contains("redis://nowhere:6379 cannot be reached");
        }
    }

    private static void awaitReceived(Crowd crowd, int publications) {
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            JsonNode report = crowd.report();
            assertThat(report.get("faults")).isEmpty();
            assertThat(report.get("received").asInt()).isEqualTo(publications * SOCKETS);
        });
    }
}
