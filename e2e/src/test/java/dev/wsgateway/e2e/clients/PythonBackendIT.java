package dev.wsgateway.e2e.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** All methods of the server API, by the released Python library, for clients on the other gateway. */
class PythonBackendIT {
    private static Fleet fleet;
    private static PythonBackend backend;

    @BeforeAll
    static void start() throws Exception {
        JavaScriptClient.install();
        PythonBackend.install();
        fleet = new Fleet(2);
        backend = new PythonBackend(fleet.gateway(0).apiUrl(), Fleet.API_KEY);
    }

    @AfterAll
    static void stop() {
        backend.close();
        fleet.close();
    }

    private static SdkClient connected(String user, String claims) throws Exception {
        SdkClient client = JavaScriptClient.start(fleet.gateway(1).websocketUrl(), Tokens.of(user, claims));
        client.tell("{\"connect\":true}");
        client.awaitEvent("connected", any -> true);
        return client;
    }

    private static void subscribe(SdkClient client, String channel) throws Exception {
        client.tell("{\"subscribe\":\"" + channel + "\"}");
        client.awaitEvent("subscribed", event -> event.get("channel").asText().equals(channel));
    }

    private static List<Long> data(SdkClient client, String event) {
        return client.events(event).stream()
                .map(each -> each.get("data").asLong())
                .toList();
    }

    @Test
    void publishesAndBroadcasts() throws Exception {
        try (SdkClient client = connected("py-publish", "")) {
            subscribe(client, "log:py-publish");
            JsonNode published = backend.result("publish", "{\"channel\":\"log:py-publish\",\"data\":1}");
            assertThat(published.get("offset").asLong()).isEqualTo(1);
            JsonNode responses = backend.result(
                            "broadcast", "{\"channels\":[\"log:py-publish\",\"nowhere:a\"],\"data\":2}")
                    .get("responses");
            assertThat(responses.at("/0/result/offset").asLong()).isEqualTo(2);
            assertThat(responses.at("/1/error/code").asInt()).isEqualTo(102);
            await().untilAsserted(() -> assertThat(data(client, "publication")).containsExactly(1L, 2L));
        }
    }

    @Test
    void subscribesUnsubscribesRefreshesAndDisconnectsAUser() throws Exception {
        try (SdkClient client = connected("py-user", "")) {
            backend.result("subscribe", "{\"user\":\"py-user\",\"channel\":\"log:py-user\"}");
            client.awaitEvent(
                    "server-subscribed", event -> event.get("channel").asText().equals("log:py-user"));
            backend.result("publish", "{\"channel\":\"log:py-user\",\"data\":7}");
            client.awaitEvent("server-publication", event -> event.get("data").asLong() == 7);
            backend.result("unsubscribe", "{\"user\":\"py-user\",\"channel\":\"log:py-user\"}");
            client.awaitEvent("server-unsubscribed", any -> true);
            long end = Instant.now().getEpochSecond() + 600;
            backend.result("refresh", "{\"user\":\"py-user\",\"expire_at\":" + end + "}");
            backend.result("disconnect", "{\"user\":\"py-user\"}");
            client.awaitEvent("disconnected", event -> event.get("code").asInt() == 3503);
        }
    }

    @Test
    void asksWhoIsThere() throws Exception {
        try (SdkClient one = connected("py-one", "");
                SdkClient two = connected("py-two", "")) {
            subscribe(one, "room:py");
            subscribe(two, "room:py");
            assertThat(backend.result("presence", "{\"channel\":\"room:py\"}").get("presence"))
                    .extracting(member -> member.get("user").asText())
                    .containsExactlyInAnyOrder("py-one", "py-two");
            JsonNode stats = backend.result("presence_stats", "{\"channel\":\"room:py\"}");
            assertThat(stats.get("num_clients").asInt()).isEqualTo(2);
            assertThat(stats.get("num_users").asInt()).isEqualTo(2);
            assertThat(backend.result("channels", "{\"pattern\":\"room:py\"}")
                            .at("/channels/room:py/num_clients")
                            .asInt())
                    .isEqualTo(2);
            assertThat(backend.result("info", "{}").get("nodes")).hasSize(2);
            one.tell("{\"presence\":\"room:py\"}");
            assertThat(one.awaitEvent("presence", any -> true).get("clients")).hasSize(2);
            one.tell("{\"presenceStats\":\"room:py\"}");
            JsonNode seen = one.awaitEvent("presenceStats", any -> true);
            assertThat(seen.get("numClients").asInt()).isEqualTo(2);
            assertThat(seen.get("numUsers").asInt()).isEqualTo(2);
        }
    }

    @Test
    void aGatewayThatHangsMakesPresenceAnErrorRatherThanAPartUntilItCountsAsDead() throws Exception {
        try (SdkClient client = connected("py-hangs", "")) {
            subscribe(client, "room:hangs");
            fleet.gateway(1).pause();
            try {
                assertThat(backend.call("presence", "{\"channel\":\"room:hangs\"}")
                                .get("error")
                                .asInt())
                        .isEqualTo(100);
                await().atMost(Duration.ofSeconds(60))
                        .untilAsserted(() -> assertThat(backend.call("presence_stats", "{\"channel\":\"room:hangs\"}")
                                        .at("/result/num_clients")
                                        .asInt(-1))
                                .isZero());
            } finally {
                fleet.gateway(1).resume();
            }
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(backend.call("presence", "{\"channel\":\"room:hangs\"}")
                                    .at("/result/presence"))
                            .hasSize(1));
        }
    }

    @Test
    void readsAndRemovesHistory() throws Exception {
        for (int i = 1; i <= 3; i++) {
            backend.result("publish", "{\"channel\":\"log:py-history\",\"data\":" + i + "}");
        }
        JsonNode history = backend.result("history", "{\"channel\":\"log:py-history\",\"limit\":2,\"reverse\":true}");
        assertThat(history.get("publications"))
                .extracting(past -> past.get("data").asLong())
                .containsExactly(3L, 2L);
        try (SdkClient client = connected("py-history", "")) {
            subscribe(client, "log:py-history");
            client.tell("{\"history\":[\"log:py-history\",{\"limit\":10}]}");
            assertThat(client.awaitEvent("history", any -> true).get("publications"))
                    .extracting(past -> past.get("data").asLong())
                    .containsExactly(1L, 2L, 3L);
        }
        backend.result("history_remove", "{\"channel\":\"log:py-history\"}");
        JsonNode removed = backend.result("history", "{\"channel\":\"log:py-history\",\"limit\":-1}");
        assertThat(removed.get("publications")).isEmpty();
        assertThat(removed.get("offset").asLong()).isEqualTo(3);
    }

    @Test
    void sendsABatchAndUnderstandsErrors() throws Exception {
        JsonNode replies = backend.result("batch", """
                        [{"publish":{"channel":"news:py","data":1}},{"presence_stats":{"channel":"room:nobody"}}]""").get("replies");
        assertThat(replies).hasSize(2);
        assertThat(replies.at("/1/num_clients").asInt(-1)).isZero();
        assertThat(backend.call("publish", "{\"channel\":\"nowhere:a\",\"data\":1}")
                        .get("error")
                        .asInt())
                .isEqualTo(102);
        assertThat(backend.call("presence", "{\"channel\":\"news:a\"}")
                        .get("error")
                        .asInt())
                .isEqualTo(108);
    }

    @Test
    void aTokensSubscriptionsLoseNothingWhileTheirGatewayIsKilled() throws Exception {
        try (SdkClient client = connected("py-kill", ",\"channels\":[\"log:py-kill\"]")) {
            client.awaitEvent("server-subscribed", any -> true);
            for (int i = 1; i <= 90; i++) {
                backend.result("publish", "{\"channel\":\"log:py-kill\",\"data\":" + i + "}");
                if (i == 30) {
                    fleet.gateway(1).kill();
                    assertThat(backend.result("presence_stats", "{\"channel\":\"room:ghosts\"}")
                                    .get("num_clients")
                                    .asInt())
                            .isZero();
                }
                if (i == 60) {
                    fleet.gateway(1).start();
                    fleet.gateway(1).awaitReady();
                }
            }
            List<Long> all = LongStream.rangeClosed(1, 90).boxed().toList();
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(
                            () -> assertThat(data(client, "server-publication")).isEqualTo(all));
            assertThat(client.events("server-subscribed"))
                    .last()
                    .satisfies(event ->
                            assertThat(event.get("recovered").asBoolean()).isTrue());
        }
    }
}
