package dev.wsgateway.e2e.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JavaScriptClientIT {
    private static Fleet fleet;

    @BeforeAll
    static void start() throws Exception {
        JavaScriptClient.install();
        fleet = new Fleet(2);
    }

    @AfterAll
    static void stop() {
        fleet.close();
    }

    @Test
    void whatIsPublishedThroughOneGatewayArrivesAtAnothersSocket() throws Exception {
        try (SdkClient client = connected(1)) {
            subscribe(client, "news:a");
            fleet.gateway(0).publish("news:a", "{\"text\":\"hi\"}");
            JsonNode publication = client.awaitEvent("publication", any -> true);
            assertThat(publication.get("data").toString()).isEqualTo("{\"text\":\"hi\"}");
        }
    }

    @Test
    void anRpcIsAnsweredWithTheIdOfItsEntry() throws Exception {
        try (SdkClient client = connected(0)) {
            client.tell("{\"rpc\":[\"orders\",{\"item\":\"js\"}]}");
            String id = client.awaitEvent("answer", any -> true).at("/data/id").asText();
            assertThat(fleet.redis("XRANGE", fleet.names.entries("orders", 0), id, id))
                    .contains("data", "{\"item\":\"js\"}", "client", "traceparent");
        }
    }

    @Test
    void whatIsNotAllowedIsRefusedWithItsCode() throws Exception {
        try (SdkClient client = connected(0)) {
            client.tell("{\"subscribe\":\"user:42\"}");
            assertThat(client.awaitEvent("unsubscribed", any -> true)
                            .get("code")
                            .asInt())
                    .isEqualTo(103);
            client.tell("{\"rpc\":[\"nowhere\",{}]}");
            assertThat(client.awaitEvent("answer", any -> true).get("code").asInt())
                    .isEqualTo(104);
            client.tell("{\"publish\":[\"news:a\",{}]}");
            assertThat(client.awaitEvent("published", any -> true).get("code").asInt())
                    .isEqualTo(103);
        }
    }

    @Test
    void aUserReachesOnlyItsOwnChannel() throws Exception {
        try (SdkClient client = JavaScriptClient.start(fleet.gateway(0).websocketUrl(), Tokens.of("42"))) {
            client.tell("{\"connect\":true}");
            client.awaitEvent("connected", any -> true);
            subscribe(client, "user:42");
            client.tell("{\"publish\":[\"user:42\",{\"a\":1}]}");
            assertThat(client.awaitEvent("publication", any -> true)
                            .at("/info/user")
                            .asText())
                    .isEqualTo("42");
            client.tell("{\"subscribe\":\"user:43\"}");
            client.awaitEvent("unsubscribed", event -> event.get("code").asInt() == 103);
        }
    }

    @Test
    void aForgedTokenEndsTheConnectionForGood() throws Exception {
        try (SdkClient client = JavaScriptClient.start(fleet.gateway(0).websocketUrl(), Tokens.of("42") + "x")) {
            client.tell("{\"connect\":true}");
            assertThat(client.awaitEvent("disconnected", any -> true)
                            .get("code")
                            .asInt())
                    .isEqualTo(3500);
        }
    }

    @Test
    void nothingIsLostOrRepeatedWhileItsGatewayIsKilled() throws Exception {
        try (SdkClient client = connected(1)) {
            subscribe(client, "log:kill");
            KilledGateway.losesNothing(fleet, client, "log:kill");
        }
    }

    @Test
    void theLastPublicationComesWithTheSubscriptionAndWhatChangedFollows() throws Exception {
        String filler = "слова 漢字 that stay ".repeat(50);
        fleet.gateway(0).publish("doc:a", "{\"n\":0,\"filler\":\"" + filler + "\"}");
        try (SdkClient client = connected(1)) {
            client.tell("{\"subscribe\":[\"doc:a\",{\"delta\":\"fossil\"}]}");
            client.awaitEvent("publication", event -> event.at("/data/n").asInt() == 0);
            for (int i = 1; i <= 20; i++) {
                fleet.gateway(i % 2).publish("doc:a", "{\"n\":" + i + ",\"filler\":\"" + filler + "\"}");
            }
            JsonNode last = client.awaitEvent(
                    "publication", event -> event.at("/data/n").asInt() == 20);
            assertThat(last.at("/data/filler").asText()).isEqualTo(filler);
            assertThat(last.get("deltas").asInt()).isGreaterThan(10);
        }
    }

    @ParameterizedTest
    @CsvSource({"log:slow, close", "gap:slow, unsubscribe"})
    void oneThatReadsTooSlowlyGetsAllOfItInOrder(String channel, String policy) throws Exception {
        try (SdkClient client = connected(1)) {
            subscribe(client, channel);
            client.pause();
            int last = publishUntilSlow(channel, policy);
            client.resume();
            List<Integer> all = IntStream.rangeClosed(1, last).boxed().toList();
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(client.events("publication"))
                            .extracting(event -> event.at("/data/n").asInt())
                            .isEqualTo(all));
            assertThat(client.events("subscribed"))
                    .extracting(event -> event.get("recovered").asBoolean())
                    .endsWith(true);
        }
    }

    @Test
    void oneThatReadsTooSlowlyGetsTheLatestOfEachKeyWhereThatIsPromised() throws Exception {
        try (SdkClient client = connected(1)) {
            subscribe(client, "state:slow");
            client.pause();
            int last = publishUntilSlow("state:slow", "conflate");
            for (int n = last + 1; n <= last + 20; n++) {
                publish("state:slow", n);
            }
            client.resume();
            client.awaitEvent("publication", event -> event.at("/data/n").asInt() == last + 20);
            assertThat(client.events("publication"))
                    .extracting(event -> event.at("/data/n").asInt())
                    .isSorted()
                    .hasSizeLessThan(last + 20);
            assertThat(client.events("subscribed")).hasSize(1);
        }
    }

    /** Publishes 1, 2, … until the gateway has done with the client what its namespace says; returns the last one. */
    private static int publishUntilSlow(String channel, String policy) throws Exception {
        int n = 0;
        while (fleet.gateway(1).metric("wsgateway_client_slow_total{policy=\"" + policy + "\"}") == 0) {
            publish(channel, ++n);
        }
        return n;
    }

    private static void publish(String channel, int n) throws Exception {
        fleet.gateway(0).publish(channel, "{\"n\":" + n + ",\"filler\":\"" + "x".repeat(100_000) + "\"}");
    }

    @Test
    void whoComesAndGoesIsToldAndWhoIsGoneWithItsGatewayToo() throws Exception {
        try (SdkClient watcher = connected(0);
                SdkClient quiet = connected(0);
                SdkClient leaves = connected(1);
                SdkClient stays = connected(1)) {
            subscribe(quiet, "room:a");
            watcher.tell("{\"subscribe\":[\"room:a\",{\"joinLeave\":true}]}");
            watcher.awaitEvent("subscribed", any -> true);
            subscribe(leaves, "room:a");
            subscribe(stays, "room:a");
            watcher.awaitEvent("join", is(leaves));
            watcher.awaitEvent("join", is(stays));
            leaves.tell("{\"disconnect\":true}");
            watcher.awaitEvent("leave", is(leaves));
            assertThat(watcher.events("leave")).noneMatch(is(stays));
            fleet.gateway(1).kill();
            watcher.awaitEvent("leave", is(stays));
            fleet.gateway(1).start();
            assertThat(quiet.events("join")).isEmpty();
            assertThat(quiet.events("leave")).isEmpty();
        }
    }

    /** Whether an event is about the first connection of a client. */
    private static Predicate<JsonNode> is(SdkClient client) {
        String id = client.events("connected").getFirst().get("client").asText();
        return event -> event.get("client").asText().equals(id);
    }

    private static SdkClient connected(int gateway) throws Exception {
        SdkClient client = JavaScriptClient.start(fleet.gateway(gateway).websocketUrl());
        client.tell("{\"connect\":true}");
        client.awaitEvent("connected", any -> true);
        return client;
    }

    private static void subscribe(SdkClient client, String channel) throws Exception {
        client.tell("{\"subscribe\":\"" + channel + "\"}");
        client.awaitEvent("subscribed", event -> event.get("channel").asText().equals(channel));
    }
}
