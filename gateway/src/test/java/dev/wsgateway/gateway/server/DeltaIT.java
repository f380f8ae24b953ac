package dev.wsgateway.gateway.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.wsgateway.config.GatewayConfig;
import dev.wsgateway.config.GatewayConfig.Access;
import dev.wsgateway.config.GatewayConfig.DataFormat;
import dev.wsgateway.config.GatewayConfig.SlowPolicy;
import dev.wsgateway.gateway.Configs;
import dev.wsgateway.gateway.delta.Fossil;
import dev.wsgateway.gateway.history.Conditions;
import dev.wsgateway.gateway.hub.Publication;
import dev.wsgateway.testing.redis.RedisServer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Clients that take deltas, over real sockets and a real Redis. */
class DeltaIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String FILLER = "слова \\\" 漢字 that stay as they are ".repeat(50);
    private static RedisServer redis;
    private static TestGateway gateway;

    @BeforeAll
    static void start() {
        redis = RedisServer.started();
        gateway = new TestGateway(Configs.config(redis.url())
                        .queueBytes(4 << 20)
                        .channels(List.of(
                                namespace("doc", GatewayConfig.Delta.FOSSIL),
                                namespace("whole", GatewayConfig.Delta.NONE)))
                        .build())
                .ready();
    }

    private static GatewayConfig.Channel namespace(String name, GatewayConfig.Delta delta) {
        return new GatewayConfig.Channel(
                name,
                Access.ANYONE,
                Access.NOBODY,
                DataFormat.JSON,
                new GatewayConfig.History(
                        5000, Duration.ofMinutes(5), Duration.ofMinutes(1), GatewayConfig.RecoveryMode.STREAM, delta),
                SlowPolicy.UNSUBSCRIBE,
                null,
                GatewayConfig.Visibility.NOTHING);
    }

    @AfterAll
    static void stop() {
        gateway.close();
        redis.close();
    }

    @Test
    void sendsTheFirstPublicationWholeAndThenWhatChanged() throws IOException {
        try (Client client = new Client("doc:first")) {
            assertThat(client.subscribe(false).get("delta").asBoolean()).isTrue();
            for (int i = 1; i <= 4; i++) {
                publish("doc:first", i);
                client.receive();
                assertThat(client.number).isEqualTo(i);
            }
            assertThat(client.deltas).isEqualTo(2);
            assertThat(client.longestDelta).isLessThan(200);
        }
    }

    @Test
    void aClientThatDoesNotAskAndOneThatDoesShareAChannel() throws IOException {
        try (Client client = new Client("doc:both");
                RawWebSocket plain = gateway.connect()) {
            client.subscribe(false);
            plain.text("{\"id\":2,\"subscribe\":{\"channel\":\"doc:both\"}}");
            assertThat(plain.readText()).doesNotContain("delta");
            for (int i = 1; i <= 3; i++) {
                publish("doc:both", i);
                client.receive();
                assertThat(JSON.readTree(plain.readText())
                                .at("/push/pub/data/n")
                                .asInt())
                        .isEqualTo(i);
            }
            assertThat(client.deltas).isEqualTo(1);
        }
    }

    @Test
    void aNamespaceWithoutDeltasSaysSo() throws IOException {
        try (Client client = new Client("whole:a")) {
            assertThat(client.subscribe(false).has("delta")).isFalse();
        }
    }

    @Test
    void recoversAndGoesOnWithDeltas() throws IOException {
        try (Client client = new Client("doc:back")) {
            client.subscribe(false);
            publish("doc:back", 1);
            client.receive();
            client.reconnect();
            publish("doc:back", 2);
            publish("doc:back", 3);
            assertThat(client.subscribe(true).get("recovered").asBoolean()).isTrue();
            assertThat(client.number).isEqualTo(3);
            for (int i = 4; i <= 7; i++) {
                publish("doc:back", i);
                client.receive();
                assertThat(client.number).isEqualTo(i);
            }
            assertThat(client.deltas).isPositive();
        }
    }

    @Test
    void aGapThatIsFilledFromHistoryIsFollowedByDeltas() throws IOException {
        try (Client client = new Client("doc:gap")) {
            client.subscribe(false);
            publish("doc:gap", 1);
            client.receive();
            redis.cli("CLIENT", "KILL", "TYPE", "pubsub");
            for (int i = 2; i <= 20; i++) {
                publish("doc:gap", i);
            }
            while (client.number < 20) {
                client.receive();
            }
            assertThat(client.deltas).isGreaterThan(10);
        }
    }

    @Test
    void aClientThatReadTooSlowlyComesBackToWhatIsRight() throws IOException {
        try (Client client = new Client("doc:slow")) {
            client.subscribe(false);
            int last = 0;
            while (gateway.count("wsgateway_client_slow_total{policy=\"unsubscribe\"}") == 0) {
                // Nothing of one is in the next, so that all are sent whole and fill the queue.
                last++;
                publish("doc:slow", last, Integer.toString(last % 10).repeat(5_000));
            }
            while (client.receive()) {
                assertThat(client.number).isLessThanOrEqualTo(last);
            }
            int behind = last - client.number;
            assertThat(client.subscribe(true).get("recovered").asBoolean())
                    .as("%d behind of %d", behind, last)
                    .isTrue();
            while (client.number < last) {
                client.receive();
            }
            publish("doc:slow", last + 1);
            client.receive();
            assertThat(client.number).isEqualTo(last + 1);
        }
    }

    private static void publish(String channel, int number) {
        publish(channel, number, FILLER);
    }

    private static void publish(String channel, int number, String filler) {
        byte[] data =
                ("{\"filler\":\"" + filler + "\",\"n\":" + number + ",\"end\":\"" + filler + "\"}").getBytes(UTF_8);
        gateway.broker
                .publish(new Publication(channel, data, null, Map.of(), 0), Conditions.NONE)
                .toCompletableFuture()
                .join();
    }

    /** Does with publications what the JavaScript SDK does with {@code delta: 'fossil'}. */
    private static final class Client implements AutoCloseable {
        private final String channel;
        private RawWebSocket socket;
        private byte @Nullable [] before;
        private String epoch = "";
        private long offset;
        private int number;
        private int deltas;
        private int longestDelta;

        Client(String channel) throws IOException {
            this.channel = channel;
            socket = gateway.connect();
        }

        void reconnect() throws IOException {
            socket.close();
            await().until(() -> gateway.hub.subscriptions() == 0);
            socket = gateway.connect();
        }

        JsonNode subscribe(boolean recover) throws IOException {
            socket.text("{\"id\":2,\"subscribe\":{\"channel\":\"" + channel + "\",\"delta\":\"fossil\""
                    + (recover ? ",\"recover\":true,\"epoch\":\"" + epoch + "\",\"offset\":" + offset : "") + "}}");
            JsonNode reply = JSON.readTree(socket.readText()).get("subscribe");
            epoch = reply.get("epoch").asText();
            offset = reply.get("offset").asLong();
            for (JsonNode publication : reply.get("publications")) {
                take(publication);
            }
            return reply;
        }

        /** Whether it was a publication, rather than the subscription's end. */
        boolean receive() throws IOException {
            JsonNode push = JSON.readTree(socket.readText()).get("push");
            if (push.has("pub")) {
                assertThat(push.at("/pub/offset").asLong()).isEqualTo(offset + 1);
                take(push.get("pub"));
            }
            return push.has("pub");
        }

        private void take(JsonNode publication) throws IOException {
            byte[] data = publication.get("data").asText().getBytes(UTF_8);
            if (publication.path("delta").asBoolean()) {
                deltas++;
                longestDelta = Math.max(longestDelta, data.length);
                data = Fossil.apply(Objects.requireNonNull(before), data);
            }
            before = data;
            offset = publication.get("offset").asLong();
            number = JSON.readTree(data).get("n").asInt();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
