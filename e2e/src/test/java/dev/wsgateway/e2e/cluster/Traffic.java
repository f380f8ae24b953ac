package dev.wsgateway.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Messages in both directions between sockets and a backend, while something happens to the gateways.
 *
 * @param interval between publications, which each socket gets
 */
record Traffic(Sample sample, int sockets, Duration interval) {
    private static final int SENDERS = 10;

    /** What happens meanwhile. */
    interface Change {
        void run() throws Exception;
    }

    /** As {@link #losesNothingDuring(Change)} has it, with 200 sockets and 20 publications a second. */
    static void losesNothingDuring(Sample sample, Change change) throws Exception {
        new Traffic(sample, 200, Duration.ofMillis(50)).losesNothingDuring(change);
    }

    /**
     * Does something while messages flow, and proves both promises: every socket got every publication once and in order,
     * and every message that was acknowledged to a socket was processed.
     *
     * @return what the sockets have seen, see {@code crowd.mjs}
     */
    JsonNode losesNothingDuring(Change change) throws Exception {
        sample.awaitReady().awaitSettled(2);
        String channel = "news:" + UUID.randomUUID(); // the numbers begin at 1
        try (Crowd crowd = new Crowd(sample.websocketUrl(), sockets, channel);
                Publisher publisher = new Publisher(sample, channel, interval)) {
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
                    sockets,
                    report.get("reconnects").asInt(),
                    report.get("p50").asInt(),
                    report.get("p99").asInt(),
                    report.get("max").asInt(),
                    report.get("acknowledged").size(),
                    report.get("failedSends").asInt(),
                    processedAgain(report),
                    publisher.failures());
            return report;
        }
    }

    private void complete(JsonNode report, long published) {
        assertThat(report.get("faults")).as("lost, repeated, out of order").isEmpty();
        assertThat(report.get("minLast").asLong())
                .as("last publication at the slowest socket")
                .isEqualTo(published);
        assertThat(report.get("received").asLong()).as("deliveries").isEqualTo(published * sockets);
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
