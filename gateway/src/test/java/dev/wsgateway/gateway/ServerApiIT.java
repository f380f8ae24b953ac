package dev.wsgateway.gateway;

import static dev.wsgateway.gateway.auth.Tokens.token;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.wsgateway.config.GatewayConfig;
import dev.wsgateway.config.GatewayConfig.Access;
import dev.wsgateway.config.GatewayConfig.DataFormat;
import dev.wsgateway.config.GatewayConfig.History;
import dev.wsgateway.config.GatewayConfig.Visibility;
import dev.wsgateway.testing.redis.RedisServer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What backends ask of one gateway about clients that are on another. */
class ServerApiIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static RedisServer redis;
    private static RunningGateway near;
    private static RunningGateway far;

    @BeforeAll
    static void start() {
        redis = RedisServer.started();
        History kept = new History(100, Duration.ofMinutes(5), Duration.ofMinutes(1));
        GatewayConfig config = Configs.config(redis.url())
                .channels(List.of(
                        new GatewayConfig.Channel("news", Access.NOBODY, Access.NOBODY, DataFormat.JSON, null),
                        new GatewayConfig.Channel(
                                "room",
                                Access.ANYONE,
                                Access.NOBODY,
                                DataFormat.JSON,
                                null,
                                GatewayConfig.SlowPolicy.CLOSE,
                                null,
                                new Visibility(true, true, false)),
                        new GatewayConfig.Channel("shy", Access.ANYONE, Access.NOBODY, DataFormat.JSON, kept),
                        new GatewayConfig.Channel(
                                "log",
                                Access.ANYONE,
                                Access.NOBODY,
                                DataFormat.JSON,
                                kept,
                                GatewayConfig.SlowPolicy.CLOSE,
                                null,
                                new Visibility(false, false, true))))
                .authentication(new GatewayConfig.Authentication(
                        true, new GatewayConfig.Jwt("jwt/key", null, null, null, null)))
                .build();
        near = RunningGateway.ready("near", config);
        far = RunningGateway.ready("far", config);
    }

    @AfterAll
    static void stop() {
        near.close();
        far.close();
        redis.close();
    }

    private static String post(String method, String body) {
        return near.post("/api/" + method, body).body();
    }

    private static JsonNode result(String method, String body) {
        JsonNode answer = json(post(method, body));
        assertThat(answer.has("error")).as(answer.toString()).isFalse();
        return answer.get("result");
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    private static TestClient client(String user) {
        return TestClient.connect(far, token(user, claims -> claims.claim("info", Map.of("name", user))));
    }

    private static long publish(String channel, int data) {
        return result("publish", "{\"channel\":\"" + channel + "\",\"data\":" + data + "}")
                .path("offset")
                .asLong();
    }

    @Test
    void aBackendSubscribesAUserAndEndsItAgain() {
        try (TestClient client = client("sub")) {
            result("subscribe", "{\"user\":\"sub\",\"channel\":\"news:a\",\"data\":{\"why\":\"vip\"}}");
            await().untilAsserted(() -> assertThat(client.pushes())
                    .containsExactly("{\"push\":{\"channel\":\"news:a\",\"subscribe\":{\"data\":{\"why\":\"vip\"}}}}"));
            publish("news:a", 1);
            await().untilAsserted(
                            () -> assertThat(client.pushes()).last().asString().contains("\"data\":1"));
            result("unsubscribe", "{\"user\":\"sub\",\"channel\":\"news:a\"}");
            await().untilAsserted(() -> assertThat(client.pushes())
                    .last()
                    .asString()
                    .isEqualTo("{\"push\":{\"channel\":\"news:a\",\"unsubscribe\":{\"code\":2000,"
                            + "\"reason\":\"server unsubscribe\"}}}"));
        }
    }

    @Test
    void aSubscriptionBeginsWithWhatWasMissedBehindAPosition() {
        publish("log:since", 1);
        publish("log:since", 2);
        publish("log:since", 3);
        String epoch =
                result("history", "{\"channel\":\"log:since\"}").get("epoch").asText();
        try (TestClient client = client("since")) {
            result(
                    "subscribe",
                    "{\"user\":\"since\",\"client\":\"" + client.client() + "\",\"channel\":\"log:since\","
                            + "\"recover_since\":{\"offset\":1,\"epoch\":\"" + epoch + "\"}}");
            await().until(() -> client.pushes().size() == 3);
            publish("log:since", 4);
            await().untilAsserted(() -> assertThat(client.pushes())
                    .containsExactly(
                            "{\"push\":{\"channel\":\"log:since\",\"subscribe\":{\"recoverable\":true,"
                                    + "\"positioned\":true,\"epoch\":\"" + epoch + "\",\"offset\":1}}}",
                            "{\"push\":{\"channel\":\"log:since\",\"pub\":{\"data\":2,\"offset\":2}}}",
                            "{\"push\":{\"channel\":\"log:since\",\"pub\":{\"data\":3,\"offset\":3}}}",
                            "{\"push\":{\"channel\":\"log:since\",\"pub\":{\"data\":4,\"offset\":4}}}"));
        }
    }

    @Test
    void unsubscribeWithoutAChannelEndsTheClientsOwnSubscriptionsToo() {
        try (TestClient client = client("all")) {
            client.subscribe("room:all");
            client.subscribe("log:all");
            result("unsubscribe", "{\"user\":\"all\"}");
            await().untilAsserted(() -> assertThat(client.pushes())
                    .hasSize(2)
                    .allMatch(push -> push.contains("\"unsubscribe\":{\"code\":2000")));
        }
    }

    @Test
    void aRefreshGivesTheConnectionAnotherEnd() {
        try (TestClient client = client("renew");
                TestClient ended = client("ended")) {
            long at = Instant.now().getEpochSecond() + 600;
            result("refresh", "{\"user\":\"renew\",\"expire_at\":" + at + "}");
            await().untilAsserted(() -> assertThat(client.pushes())
                    .anyMatch(push ->
                            push.matches("\\{\"push\":\\{\"refresh\":\\{\"expires\":true,\"ttl\":(5\\d\\d|600)}}}")));
            result("refresh", "{\"user\":\"ended\",\"expired\":true}");
            await().untilAsserted(() -> assertThat(ended.closed()).startsWith("3005"));
        }
    }

    @Test
    void presenceNamesTheSubscribersOfAllGateways() {
        TestClient first = client("p1");
        try (TestClient second = client("p1");
                TestClient here = near.connect()) {
            first.subscribe("room:p");
            second.subscribe("room:p");
            here.subscribe("room:p");
            JsonNode presence = result("presence", "{\"channel\":\"room:p\"}").get("presence");
            assertThat(presence).hasSize(3);
            assertThat(presence.get(first.client()).toString())
                    .isEqualTo(
                            "{\"user\":\"p1\",\"client\":\"" + first.client() + "\",\"conn_info\":{\"name\":\"p1\"}}");
            assertThat(presence.get(here.client()).get("user").asText()).isEmpty();
            assertThat(result("presence_stats", "{\"channel\":\"room:p\"}").toString())
                    .isEqualTo("{\"num_clients\":3,\"num_users\":2}");
            assertThat(json(second.command("\"presence\":{\"channel\":\"room:p\"}"))
                            .at("/presence/presence"))
                    .isEqualTo(presence);
            assertThat(here.command("\"presence_stats\":{\"channel\":\"room:p\"}"))
                    .contains("\"presence_stats\":{\"num_clients\":3,\"num_users\":2}");
            first.close();
            await().untilAsserted(() -> assertThat(
                            result("presence", "{\"channel\":\"room:p\"}").get("presence"))
                    .hasSize(2));
        }
        assertThat(result("presence", "{\"channel\":\"room:nobody\"}").toString())
                .isEqualTo("{\"presence\":{}}");
    }

    @Test
    void onlySubscribersMayLookAndOnlyWhereTheNamespaceAllowsIt() {
        try (TestClient client = client("look")) {
            assertThat(client.command("\"presence\":{\"channel\":\"room:look\"}"))
                    .contains("\"code\":103");
            assertThat(client.command("\"history\":{\"channel\":\"log:look\"}")).contains("\"code\":103");
            assertThat(client.command("\"history\":{\"channel\":\"nowhere:a\"}"))
                    .contains("\"code\":102");
            client.subscribe("shy:look");
            assertThat(client.command("\"history\":{\"channel\":\"shy:look\"}")).contains("\"code\":103");
            assertThat(client.command("\"presence\":{\"channel\":\"shy:look\"}"))
                    .contains("\"code\":108");
            assertThat(client.command("\"presence_stats\":{\"channel\":\"shy:look\"}"))
                    .contains("\"code\":108");
            client.subscribe("room:look");
            assertThat(client.command("\"history\":{\"channel\":\"room:look\"}"))
                    .contains("\"code\":108");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                                                        | ''",
                "\"limit\":0                                                | ''",
                "\"limit\":-1                                               | 1 2 3 4 5",
                "\"limit\":2                                                | 1 2",
                "\"limit\":2,\"reverse\":true                               | 5 4",
                "\"limit\":2,\"since\":{\"offset\":2,\"epoch\":\"E\"}       | 3 4",
                "\"limit\":-1,\"since\":{\"offset\":5,\"epoch\":\"E\"}      | ''",
                "\"limit\":-1,\"since\":{\"offset\":0,\"epoch\":\"\"}       | 1 2 3 4 5",
                "\"limit\":9,\"since\":{\"offset\":3,\"epoch\":\"E\"},\"reverse\":true | 2 1"
            })
    void historyIsReadInPagesByBackendsAndSubscribers(String parameters, String expected) {
        String channel = "log:pages-" + parameters.hashCode();
        for (int i = 1; i <= 5; i++) {
            publish(channel, i);
        }
        String epoch = result("history", "{\"channel\":\"" + channel + "\"}")
                .get("epoch")
                .asText();
        String request = "{\"channel\":\"" + channel + "\""
                + (parameters.isEmpty() ? "" : "," + parameters.replace("\"E\"", "\"" + epoch + "\"")) + "}";
        JsonNode answer = result("history", request);
        assertThat(numbers(answer)).isEqualTo(expected);
        assertThat(answer.get("offset").asLong()).isEqualTo(5);
        try (TestClient client = client("pages")) {
            client.subscribe(channel);
            assertThat(json(client.command("\"history\":" + request)).get("history"))
                    .isEqualTo(answer);
        }
    }

    private static String numbers(JsonNode history) {
        List<String> numbers = new ArrayList<>();
        history.get("publications").forEach(past -> numbers.add(past.get("data").asText()));
        return String.join(" ", numbers);
    }

    @Test
    void historyBehindAPositionThatIsGoneIsRefusedRatherThanShownWithAHole() {
        for (int i = 1; i <= 102; i++) {
            publish("log:gone", i);
        }
        String epoch =
                result("history", "{\"channel\":\"log:gone\"}").get("epoch").asText();
        String behind = "{\"channel\":\"log:gone\",\"limit\":10,\"since\":{\"offset\":%d,\"epoch\":\"%s\"}}";
        assertThat(post("history", behind.formatted(1, epoch))).contains("\"code\":112");
        assertThat(post("history", behind.formatted(2, "another"))).contains("\"code\":112");
        assertThat(numbers(result("history", behind.formatted(2, epoch)))).startsWith("3 4");
        try (TestClient client = client("gone")) {
            client.subscribe("log:gone");
            assertThat(client.command("\"history\":" + behind.formatted(1, epoch)))
                    .contains("\"code\":112");
        }
    }

    @Test
    void aHistoryThatIsRemovedLosesNothingForThoseWhoAreUpToDateAndTellsTheOthers() {
        publish("log:removed", 1);
        publish("log:removed", 2);
        String epoch =
                result("history", "{\"channel\":\"log:removed\"}").get("epoch").asText();
        try (TestClient live = client("live");
                TestClient upToDate = client("uptodate");
                TestClient behind = client("behind")) {
            live.subscribe("log:removed");
            result("history_remove", "{\"channel\":\"log:removed\"}");
            JsonNode empty = result("history", "{\"channel\":\"log:removed\",\"limit\":-1}");
            assertThat(empty.get("publications")).isEmpty();
            assertThat(empty.get("offset").asLong()).isEqualTo(2);
            assertThat(empty.get("epoch").asText()).isEqualTo(epoch);
            String subscribe = "\"subscribe\":{\"channel\":\"log:removed\",\"recover\":true,\"epoch\":\"" + epoch
                    + "\",\"offset\":";
            assertThat(upToDate.command(subscribe + "2}")).contains("\"recovered\":true");
            assertThat(behind.command(subscribe + "1}")).contains("\"recovered\":false");
            assertThat(publish("log:removed", 3)).isEqualTo(3);
            for (TestClient client : List.of(live, upToDate, behind)) {
                await().untilAsserted(() -> assertThat(client.pushes())
                        .containsExactly("{\"push\":{\"channel\":\"log:removed\",\"pub\":{\"data\":3,\"offset\":3}}}"));
            }
        }
    }

    @Test
    void aBatchTakesThemAll() {
        String answer = post("batch", """
                {"commands":[
                  {"subscribe":{"user":"u","channel":"news:b"}},
                  {"unsubscribe":{"user":"u","channel":"news:b"}},
                  {"refresh":{"user":"u"}},
                  {"presence":{"channel":"room:b"}},
                  {"presence_stats":{"channel":"room:b"}},
                  {"history":{"channel":"shy:b"}},
                  {"history_remove":{"channel":"log:b"}},
                  {"presence":{"channel":"news:b"}}]}""");
        assertThat(answer)
                .startsWith("{\"replies\":[{\"subscribe\":{}},{\"unsubscribe\":{}},{\"refresh\":{}},{\"presence\":{"
                        + "\"presence\":{}}},{\"presence_stats\":{\"num_clients\":0,\"num_users\":0}},{\"history\":{"
                        + "\"publications\":[],")
                .contains("{\"history_remove\":{}},{\"error\":{\"code\":108,");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "subscribe      | {\"user\":\"u\"}                                              | 107 | channel",
                "subscribe      | {\"channel\":\"news:a\"}                                      | 107 | user",
                "subscribe      | {\"user\":\"u\",\"channel\":\"nowhere:a\"}                    | 102 | spec.channels",
                "subscribe      | {\"user\":\"u\",\"channel\":\"news:a\",\"session\":\"s\"}     | 107 | session",
                "subscribe      | {\"user\":\"u\",\"channel\":\"news:a\",\"b64data\":\"bm8=\"}  | 107 | data",
                "subscribe      | {\"user\":\"u\",\"channel\":\"news:a\",\"expire_at\":1}       | 107 | expire_at",
                "unsubscribe    | {\"channel\":\"news:a\"}                                      | 107 | user",
                "unsubscribe    | {\"user\":\"u\",\"channel\":\"nowhere:a\"}                    | 102 | spec.channels",
                "refresh        | {}                                                            | 107 | user",
                "refresh        | {\"user\":\"u\",\"expire_at\":1}                              | 107 | expire_at",
                "disconnect     | {\"user\":\"u\",\"session\":\"s\"}                            | 107 | session",
                "presence       | {}                                                            | 107 | channel",
                "presence       | {\"channel\":\"nowhere:a\"}                                   | 102 | spec.channels",
                "presence       | {\"channel\":\"news:a\"}                                      | 108 | presence: true",
                "presence_stats | {\"channel\":\"news:a\"}                                      | 108 | presence: true",
                "history        | {\"channel\":\"news:a\"}                                      | 108 | history",
                "history_remove | {\"channel\":\"news:a\"}                                      | 108 | history"
            })
    void saysWhatIsWrong(String method, String body, int code, String part) {
        assertThat(post(method, body))
                .startsWith("{\"error\":{\"code\":" + code + ",")
                .contains(part);
    }
}
