package dev.wsgateway.gateway.publishstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wsgateway.config.GatewayConfig;
import dev.wsgateway.config.GatewayConfig.Access;
import dev.wsgateway.config.GatewayConfig.DataFormat;
import dev.wsgateway.gateway.Configs;
import dev.wsgateway.gateway.RunningGateway;
import dev.wsgateway.redis.PublishStream;
import dev.wsgateway.redis.RedisNames;
import dev.wsgateway.testing.redis.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PublishStreamIT {
    private static final Duration LONG = Duration.ofSeconds(30);

    private final RedisServer redis = RedisServer.started();
    private final RedisNames names = new RedisNames("shop", "chat");
    private final List<RunningGateway> gateways = new ArrayList<>();
    private final GatewayConfig config = Configs.config(redis.url())
            .channels(List.of(
                    new GatewayConfig.Channel("news", Access.ANYONE, Access.NOBODY, DataFormat.JSON, null),
                    new GatewayConfig.Channel(
                            "log",
                            Access.ANYONE,
                            Access.NOBODY,
                            DataFormat.JSON,
                            new GatewayConfig.History(5000, Duration.ofMinutes(5), Duration.ofMinutes(5)))))
            .apiRequestBytes(4096)
            .build();

    @AfterEach
    void stop() {
        gateways.forEach(RunningGateway::close);
        redis.close();
    }

    private RunningGateway start(String node) {
        RunningGateway gateway = RunningGateway.ready(node, config);
        gateways.add(gateway);
        return gateway;
    }

    private String add(String channel, String data, String... more) {
        List<String> command = new ArrayList<>(List.of("XADD", entries(channel), "*"));
        command.addAll(List.of("channel", channel, "data", data));
        command.addAll(List.of(more));
        return redis.cli(command.toArray(String[]::new));
    }

    private String entries(String channel) {
        return names.publishEntries(PublishStream.partitionOf(channel));
    }

    private long waiting() {
        return IntStream.range(0, PublishStream.PARTITIONS)
                .mapToLong(partition -> Long.parseLong(redis.cli("XLEN", names.publishEntries(partition))))
                .sum();
    }

    /** The data of all entries of a channel's history, in their order. */
    private List<String> published(String channel) {
        return redis.cli("XRANGE", names.history(channel), "-", "+")
                .lines()
                .filter(line -> line.contains("#"))
                .map(line -> line.substring(line.indexOf('#') + 1, line.lastIndexOf('"')))
                .toList();
    }

    private static List<String> numbers(int from, int to) {
        return IntStream.range(from, to).mapToObj(String::valueOf).toList();
    }

    @Test
    void whatWasAddedWhileAllGatewaysWereDownIsPublishedInOrderAndRemoved() {
        for (int i = 0; i < 300; i++) {
            add("log:a", "\"#" + i + "\"");
            add("log:b", "\"#" + i + "\"");
        }
        start("g1");
        start("g2");
        await().atMost(LONG).untilAsserted(() -> assertThat(waiting()).isZero());
        assertThat(published("log:a")).isEqualTo(numbers(0, 300));
        assertThat(published("log:b")).isEqualTo(numbers(0, 300));
    }

    @Test
    void anEntryReachesSubscribersSoonWithAndWithoutHistory() {
        RunningGateway gateway = start("g1");
        await().atMost(LONG).until(() -> gateway.get("/metrics").body().contains("wsgateway_partitions_owned 16.0"));
        var client = gateway.connect();
        client.subscribe("log:a");
        client.subscribe("news:a");
        add("log:a", "{\"with\":1}", "tags", "{\"kind\":\"test\"}");
        add("news:a", "{\n\"without\":1}");
        await().untilAsserted(() -> assertThat(client.pushes())
                .anySatisfy(frame -> assertThat(frame).contains("{\"with\":1}", "\"offset\":1", "\"kind\":\"test\""))
                .anySatisfy(frame -> assertThat(frame).contains("{ \"without\":1}")));
        await().untilAsserted(() -> assertThat(waiting()).isZero());
        client.close();
    }

    @Test
    void aBadEntryGoesToTheDeadLettersWithItsReasonAndTheOthersGoOn() {
        Map<String, String> bad = Map.of(
                add("log:a", "no JSON"), "no JSON: ",
                add("log:a", "\"" + "x".repeat(5000) + "\""), "limits.apiRequestBytes allows 4096",
                add("log:a", "1", "tags", "[]"), "the field 'tags' is no JSON object of strings",
                redis.cli("XADD", entries("log:a"), "*", "channel", "log:a", "text", "1"),
                        "the field 'data' is missing; the entry has [channel, text]",
                redis.cli("XADD", entries("log:a"), "*", "channel", "other:a", "data", "1"),
                        "no namespace 'other' is declared",
                redis.cli("XADD", entries("log:a"), "*", "channel", "log:b", "data", "1"),
                        "the channel 'log:b' belongs to partition " + PublishStream.partitionOf("log:b"));
        add("log:a", "\"#after\"");
        RunningGateway gateway = start("g1");
        await().atMost(LONG).untilAsserted(() -> assertThat(published("log:a")).containsExactly("after"));
        await().untilAsserted(() -> assertThat(waiting()).isZero());
        String dead = redis.cli("XRANGE", names.publishDead(PublishStream.partitionOf("log:a")), "-", "+");
        bad.forEach((id, reason) -> assertThat(dead).contains(id).contains(reason));
        assertThat(dead).contains("dead.id", "dead.reason", "no JSON", "x".repeat(5000));
        assertThat(gateway.get("/metrics").body())
                .contains("wsgateway_publish_stream_entries_total{result=\"dead\"} 6.0")
                .contains("wsgateway_publish_stream_entries_total{result=\"published\"} 1.0");
    }

    @Test
    void theApiShowsDeadLettersAndEndsThem() {
        String first = add("later:a", "\"#1\"", "tags", "{\"kind\":\"test\"}");
        add("later:a", "\"#2\"");
        add("log:a", "no JSON");
        RunningGateway gateway = start("g1");
        await().atMost(LONG)
                .untilAsserted(
                        () -> assertThat(gateway.post("/api/dead_letters", "{}").body())
                                .contains("\"total\":3"));
        String shown = gateway.post("/api/dead_letters", "{}").body();
        assertThat(shown)
                .contains("\"entry\":\"" + first + "\"", "\"channel\":\"later:a\"")
                .contains("\"reason\":\"no namespace 'later' is declared; add it to spec.channels");
        String partition = "" + PublishStream.partitionOf("log:a");
        String bad = redis.cli("XRANGE", names.publishDead(PublishStream.partitionOf("log:a")), "-", "+")
                .lines()
                .findFirst()
                .orElseThrow();
        String one = "{\"partition\":" + partition + ",\"id\":\"" + bad + "\"}";
        assertThat(gateway.post("/api/discard", one).body()).isEqualTo("{\"result\":{\"count\":1}}");
        assertThat(gateway.post("/api/discard", one).body()).isEqualTo("{\"result\":{\"count\":0}}");
        assertThat(gateway.post("/api/discard", "{}").body()).contains("\"code\":107", "say which");

        gateway.configure(Configs.config(redis.url())
                .channels(List.of(new GatewayConfig.Channel(
                        "later",
                        Access.ANYONE,
                        Access.NOBODY,
                        DataFormat.JSON,
                        new GatewayConfig.History(10, Duration.ofMinutes(5), Duration.ofMinutes(5)))))
                .build());
        await().atMost(LONG).untilAsserted(() -> {
            gateway.post("/api/redrive", "{\"all\":true}");
            assertThat(published("later:a")).containsExactly("1", "2");
        });
        assertThat(gateway.post("/api/dead_letters", "{}").body()).contains("\"total\":0");
    }

    @Test
    void anIdempotencyKeyHoldsForTheStreamAndTheApiTogether() {
        RunningGateway gateway = start("g1");
        gateway.post("/api/publish", "{\"channel\":\"log:a\",\"data\":\"#1\",\"idempotency_key\":\"k\"}");
        add("log:a", "\"#1\"", "idempotency_key", "k");
        add("log:a", "\"#2\"");
        await().atMost(LONG).untilAsserted(() -> assertThat(waiting()).isZero());
        assertThat(published("log:a")).containsExactly("1", "2");
    }

    @Test
    void aStaleVersionIsNotPublished() {
        start("g1");
        add("log:a", "\"#2\"", "key", "k", "version", "2");
        add("log:a", "\"#1\"", "key", "k", "version", "1");
        add("log:a", "\"#3\"", "key", "k", "version", "3");
        await().atMost(LONG).untilAsserted(() -> assertThat(waiting()).isZero());
        assertThat(published("log:a")).containsExactly("2", "3");
    }

    @Test
    void anIdThatWasGivenOutBeforeIsToldAndNotTakenForARepetition() {
        start("g1");
        String id = add("log:a", "\"#1\"");
        await().atMost(LONG).untilAsserted(() -> assertThat(waiting()).isZero());
        // As if Redis had lost the end of the stream.
        redis.cli("DEL", entries("log:a"));
        redis.cli("XADD", entries("log:a"), id, "channel", "log:a", "data", "\"#other\"");
        await().atMost(LONG).untilAsserted(() -> assertThat(waiting()).isZero());
        assertThat(redis.cli("XRANGE", names.publishDead(PublishStream.partitionOf("log:a")), "-", "+"))
                .contains("its id is not later than that of an entry published before", "#other");
        add("log:a", "\"#2\"");
        await().atMost(LONG).untilAsserted(() -> assertThat(published("log:a")).containsExactly("1", "2"));
    }

    @Test
    void nothingIsLostOrRepeatedWhileRedisIsKilledAndComesBack() {
        start("g1");
        start("g2");
        for (int i = 0; i < 400; i++) {
            add("log:" + i % 10, "\"#" + i / 10 + "\"");
            if (i == 200) {
                redis.restart();
            }
        }
        await().atMost(LONG).untilAsserted(() -> assertThat(waiting()).isZero());
        for (int i = 0; i < 10; i++) {
            assertThat(published("log:" + i)).isEqualTo(numbers(0, 40));
        }
    }
}
