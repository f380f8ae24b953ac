package dev.wsgateway.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Messages in both directions between 200 sockets and a backend, while something happens to the gateways. */
final class Traffic {
    private static final int SOCKETS = 200;
    private static final int SENDERS = 10;

    private Traffic() {}

    /** What happens meanwhile. */
    interface Change {
        void run() throws Exception;
    }

    /**
     * Does something while messages flow, and proves both promises: every socket got every publication once and in order,
     * and every message that was acknowledged to a socket was processed.
     */
    static void losesNothingDuring(Sample sample, Change change) throws Exception {
        sample.awaitReady().awaitSettled(2);
        String channel = "news:" + UUID.randomUUID(); // the numbers begin at 1
        try (Crowd crowd = new Crowd(sample.websocketUrl(), SOCKETS, channel);
                Publisher publisher = new Publisher(sample, channel)) {
            crowd.startSending("orders", SENDERS);
            publisher.awaitMore(20);
            change.run();
            publisher.awaitMore(20);
            crowd.stopSending();
            long published = publisher.stop();
            await("all publications are there and all messages are processed")
                    .atMost(Duration.ofMinutes(1))
                    .pollInterval(Duration.ofMillis(500))
                    .untilAsserted(() -> complete(crowd.report(), published));
            JsonNode report = crowd.report();
            System.out.printf(
                    "%d publications to %d sockets, %d reconnects, delay p50 %d ms, p99 %d ms, max %d ms;"
                            + " %d messages acknowledged, %d not, %d processed again; %d publish attempts failed%n",
                    published,
                    SOCKETS,
                    report.get("reconnects").asInt(),
                    report.get("p50").asInt(),
                    report.get("p99").asInt(),
                    report.get("max").asInt(),
                    report.get("acknowledged").size(),
                    report.get("failedSends").asInt(),
                    processedAgain(report),
                    publisher.failures());
        }
    }

    private static void complete(JsonNode report, long published) {
        assertThat(report.get("faults")).as("lost, repeated, out of order").isEmpty();
        assertThat(report.get("minLast").asLong())
                .as("last publication at the slowest socket")
                .isEqualTo(published);
        assertThat(report.get("received").asLong()).as("deliveries").isEqualTo(published * SOCKETS);
        assertThat(report.get("acknowledged")).isNotEmpty();
        assertThat(unprocessed(report)).as("acknowledged, and never processed").isEmpty();
    }

    private static List<String> unprocessed(JsonNode report) {
        return ids(report).filter(id -> !report.get("processed").has(id)).toList();
    }

    /** Under load a replica may look dead to the others for a moment, and what it is at is then delivered again. */
    private static long processedAgain(JsonNode report) {
        return ids(report)
                .filter(id -> report.get("processed").get(id).size() > 1)
                .count();
    }

    private static Stream<String> ids(JsonNode report) {
        return StreamSupport.stream(report.get("acknowledged").spliterator(), false)
                .map(JsonNode::asText);
    }
}
