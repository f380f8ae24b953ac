package dev.wsgateway.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Figures for {@code docs/performance.md}, which no test takes for good or bad: {@code make e2e E2E=RolloutFigures}, with
 * {@code SOCKETS=5000} or another number.
 */
@ExtendWith(ClusterExtension.class)
class RolloutFigures {
    @Test
    void fromApplyToReady(Sample sample) {
        long start = System.nanoTime();
        try (Sample another = sample.beside("another", sample.redisUrl()).awaitReady()) {
            System.out.printf("%s: apply to Ready in %.1f s%n", another.namespace(), secondsSince(start));
        }
    }

    @Test
    void rollOutWithManySockets(Sample sample) throws Exception {
        int sockets =
                Integer.parseInt(Optional.ofNullable(System.getenv("SOCKETS")).orElse("5000"));
        sample.patch("{\"spec\":{\"drain\":{\"period\":\"30s\"}}}");
        sample.kubectl().run("rollout", "status", "deployment/chat").orFail();
        JsonNode report = new Traffic(sample, sockets, Duration.ofMillis(500)).losesNothingDuring(() -> {
            List<String> before = sample.podNames();
            long start = System.nanoTime();
            sample.patch("{\"spec\":{\"image\":\"localhost/wsgateway-gateway:next\"}}");
            sample.kubectl().run("rollout", "status", "deployment/chat").orFail();
            sample.awaitSettled(2);
            System.out.printf("%d sockets: rolled out in %.1f s%n", sockets, secondsSince(start));
            assertThat(sample.podNames()).doesNotContainAnyElementsOf(before);
        });
        JsonNode bySecond = report.get("reconnectsBySecond");
        System.out.printf(
                "reconnects a second: %d at most, %.0f on average in the %d seconds that had any: %s%n",
                StreamSupport.stream(bySecond.spliterator(), false)
                        .mapToInt(JsonNode::asInt)
                        .max()
                        .orElse(0),
                report.get("reconnects").asDouble() / Math.max(1, bySecond.size()),
                bySecond.size(),
                bySecond);
    }

    private static double secondsSince(long start) {
        return (System.nanoTime() - start) / 1e9;
    }
}
