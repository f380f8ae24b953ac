package dev.wsgateway.gateway.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.wsgateway.config.GatewayConfig;
import dev.wsgateway.gateway.Configs;
import dev.wsgateway.gateway.history.Conditions;
import dev.wsgateway.gateway.history.Position;
import dev.wsgateway.gateway.hub.Publication;
import dev.wsgateway.testing.redis.RedisServer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A client that comes back, over real sockets and a real Redis. */
class RecoveryIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static RedisServer redis;
    private static TestGateway gateway;

    @BeforeAll
    static void start() {
        redis = RedisServer.started();
        gateway = new TestGateway(Configs.config(redis.url())
                        .channels(List.of(new GatewayConfig.Channel(
                                "log",
                                GatewayConfig.Access.ANYONE,
                                GatewayConfig.Access.ANYONE,
                                GatewayConfig.DataFormat.JSON,
                                new GatewayConfig.History(2000, Duration.ofMinutes(1), Duration.ofMinutes(1)))))
                        .build())
                .ready();
    }

    @AfterAll
    static void stop() {
        gateway.close();
        redis.close();
    }

    @Test
    void aNewSubscriberIsToldWhereTheChannelIs() throws IOException {
        Position at = publish("log:new", 1);
        try (RawWebSocket socket = gateway.connect()) {
            JsonNode reply = subscribe(socket, "log:new", null);
            assertThat(reply.get("recoverable").asBoolean()).isTrue();
            assertThat(reply.get("positioned").asBoolean()).isTrue();
            assertThat(reply.get("recovered").asBoolean()).isFalse();
            assertThat(reply.get("was_recovering").asBoolean()).isFalse();
            assertThat(positionOf(reply)).isEqualTo(at);
            assertThat(reply.get("publications")).isEmpty();
        }
    }

    @Test
    void aReturningOneGetsWhatItMissedAndThenWhatIsLive() throws IOException {
        Position at = publish("log:back", 1);
        publish("log:back", 2);
        publish("log:back", 3);
        try (RawWebSocket socket = gateway.connect()) {
            JsonNode reply = subscribe(socket, "log:back", at);
            assertThat(reply.get("recovered").asBoolean()).isTrue();
            assertThat(reply.get("was_recovering").asBoolean()).isTrue();
            assertThat(reply.get("publications").toString())
                    .isEqualTo("[{\"data\":2,\"offset\":2},{\"data\":3,\"offset\":3}]");
            publish("log:back", 4);
            assertThat(socket.readText())
                    .isEqualTo("{\"push\":{\"channel\":\"log:back\",\"pub\":{\"data\":4,\"offset\":4}}}");
        }
    }

    @Test
    void oneFromAnotherLifeOfTheChannelIsTold() throws IOException {
        Position at = publish("log:other", 1);
        publish("log:other", 2);
        try (RawWebSocket socket = gateway.connect()) {
            JsonNode reply = subscribe(socket, "log:other", new Position("elsewhere", 1));
            assertThat(reply.get("recovered").asBoolean()).isFalse();
            assertThat(reply.get("was_recovering").asBoolean()).isTrue();
            assertThat(reply.get("publications")).isEmpty();
            assertThat(positionOf(reply)).isEqualTo(new Position(at.epoch(), 2));
        }
    }

    @Test
    void oneThatWantsAllOrNothingIsRefusedWhereSomethingIsMissing() throws IOException {
        Position at = publish("log:all", 1);
        try (RawWebSocket socket = gateway.connect()) {
            for (Position since : List.of(new Position("elsewhere", 1), at)) {
                socket.text("{\"id\":7,\"subscribe\":{\"channel\":\"log:all\",\"flag\":2,\"recover\":true,\"offset\":"
                        + since.offset() + ",\"epoch\":\"" + since.epoch() + "\"}}");
                if (since.equals(at)) {
                    assertThat(socket.readText()).contains("\"recovered\":true");
                } else {
                    assertThat(socket.readText()).contains("\"code\":112");
                }
            }
        }
    }

    @Test
    void subscribersAreToldOfALossByTheCodeThatMakesThemComeBack() throws IOException {
        publish("log:lost", 1);
        try (RawWebSocket socket = gateway.connect()) {
            subscribe(socket, "log:lost", null);
            gateway.hub.lose("log:lost");
            assertThat(socket.readText()).contains("\"unsubscribe\":{\"code\":2500");
            assertThat(subscribe(socket, "log:lost", null).get("offset").asLong())
                    .isEqualTo(1);
        }
    }

    @Test
    void oneThatStaysWhileRedisIsRestartedLearnsTheNewEpochAndCanResumeFromIt() throws IOException {
        Position before = publish("log:stay", 1);
        Position after;
        try (RawWebSocket socket = gateway.connect()) {
            subscribe(socket, "log:stay", null);
            redis.restart();
            after = await().ignoreExceptions().until(() -> publish("log:stay", 2), Objects::nonNull);
            assertThat(after.epoch()).isNotEqualTo(before.epoch());
            assertThat(socket.readText()).contains("\"unsubscribe\":{\"code\":2500");
            JsonNode reply = subscribe(socket, "log:stay", before);
            assertThat(reply.get("recovered").asBoolean()).isTrue();
            assertThat(positionOf(reply)).isEqualTo(after);
        }
        try (RawWebSocket socket = gateway.connect()) {
            assertThat(subscribe(socket, "log:stay", after).get("recovered").asBoolean())
                    .isTrue();
        }
    }

    @Test
    void clientsThatComeAndGoWhileMessagesFlowSeeEachOnceInOrder() throws Exception {
        int last = 1500;
        Position start = publish("log:flow", 1);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<List<Long>>> clients = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                int stay = 1 + i * 7;
                clients.add(threads.submit((Callable<List<Long>>) () -> comeAndGo("log:flow", start, last, stay)));
            }
            for (int i = 2; i <= last; i++) {
                publish("log:flow", i);
            }
            List<Long> all = LongStream.rangeClosed(2, last).boxed().toList();
            for (Future<List<Long>> client : clients) {
                assertThat(client.get()).isEqualTo(all);
            }
        }
    }

    /** Offsets that a client sees which goes away after some live publications, again and again. */
    private static List<Long> comeAndGo(String channel, Position start, int last, int stay) throws IOException {
        List<Long> seen = new ArrayList<>();
        Position at = start;
        while (at.offset() < last) {
            try (RawWebSocket socket = gateway.connect()) {
                JsonNode reply = subscribe(socket, channel, at);
                assertThat(reply.get("recovered").asBoolean()).isTrue();
                for (JsonNode publication : reply.get("publications")) {
                    seen.add(publication.get("offset").asLong());
                }
                at = positionOf(reply);
                for (int i = 0; i < stay && at.offset() < last; i++) {
                    for (String line : socket.readText().split("\n", -1)) {
                        long offset = JSON.readTree(line).at("/push/pub/offset").asLong();
                        seen.add(offset);
                        at = new Position(at.epoch(), offset);
                    }
                }
            }
        }
        return seen;
    }

    private static Position publish(String channel, int number) {
        byte[] data = Integer.toString(number).getBytes(UTF_8);
        return gateway.broker
                .publish(new Publication(channel, data, null, Map.of(), 0), Conditions.NONE)
                .toCompletableFuture()
                .join()
                .orElseThrow()
                .position();
    }

    private static JsonNode subscribe(RawWebSocket socket, String channel, @Nullable Position since)
            throws IOException {
        socket.text("{\"id\":2,\"subscribe\":{\"channel\":\"" + channel + "\""
                + (since == null
                        ? ""
                        : ",\"recover\":true,\"epoch\":\"" + since.epoch() + "\",\"offset\":" + since.offset())
                + "}}");
        JsonNode reply = JSON.readTree(socket.readText()).get("subscribe");
        assertThat(reply).isNotNull();
        return reply;
    }

    private static Position positionOf(JsonNode reply) {
        return new Position(reply.get("epoch").asText(), reply.get("offset").asLong());
    }
}
