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
        try (Sample other = second(sample, "redis://redis." + sample.namespace() + ":6379")) {
            sample.awaitReady();
            other.awaitReady();
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
        try (Sample broken = second(sample, "redis://nowhere:6379")) {
            broken.kubectl()
                    .run("wait", "--for=condition=RedisAvailable=False", "wsg/chat", "--timeout=60s")
                    .orFail();
            Traffic.losesNothingDuring(sample, () -> {
                sample.kubectl().run("scale", "wsg/chat", "--replicas=3").orFail();
                await().atMost(Duration.ofMinutes(1)).until(() -> sample.pods().size() == 3);
            });
            assertThat(broken.kubectl().run("describe", "wsg/chat").orFail().out())
                    .contains("redis://nowhere:6379 cannot be reached");
        }
    }

    private static Sample second(Sample first, String redisUrl) {
        Sample second = new Sample(first.cluster(), first.namespace() + "-2");
        first.cluster()
                .kubectl()
                .runWithInput(second.manifests().replace("redis://redis:6379", redisUrl), "apply", "-f", "-")
                .orFail();
        return second;
    }

    private static void awaitReceived(Crowd crowd, int publications) {
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            JsonNode report = crowd.report();
            assertThat(report.get("faults")).isEmpty();
            assertThat(report.get("received").asInt()).isEqualTo(publications * SOCKETS);
        });
    }
}
