package dev.wsgateway.gateway.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
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
import dev.wsgateway.gateway.history.Conditions;
import dev.wsgateway.gateway.history.Position;
import dev.wsgateway.gateway.hub.Publication;
import dev.wsgateway.testing.redis.RedisServer;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Clients that read too slowly, over real sockets: what each namespace says happens to them, and what they cost. */
class SlowConsumerIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int QUEUE = 64 << 10;
    private static final String FILLER = "x".repeat(5_000);
    private static RedisServer redis;
    private static TestGateway gateway;

    @BeforeAll
    static void start() {
        redis = RedisServer.started();
        gateway = new TestGateway(Configs.config(redis.url())
                        .queueBytes(QUEUE)
                        .pings(Duration.ofHours(1), Duration.ofHours(1))
                        .channels(List.of(
                                namespace(
                                        "log",
                                        SlowPolicy.UNSUBSCRIBE,
                                        null,
                                        new GatewayConfig.History(2000, Duration.ofMinutes(5), Duration.ofMinutes(1))),
                                namespace("price", SlowPolicy.CONFLATE, null, null),
                                namespace("row", SlowPolicy.CONFLATE, "id", null)))
                        .build())
                .ready();
    }

    private static GatewayConfig.Channel namespace(
            String name, SlowPolicy policy, @Nullable String conflateBy, GatewayConfig.@Nullable History history) {
        return new GatewayConfig.Channel(
                name,
                Access.ANYONE,
                Access.NOBODY,
                DataFormat.JSON,
                history,
                policy,
                conflateBy,
                GatewayConfig.Visibility.NOTHING);
    }

    @AfterAll
    static void stop() {
        gateway.close();
        redis.close();
    }

    @Test
    void anUnsubscribedClientHasAllBeforeTheGapIsToldOfItAndRecovers() throws IOException {
        try (RawWebSocket socket = gateway.connect()) {
            socket.text("{\"id\":2,\"subscribe\":{\"channel\":\"log:a\"}}");
            String epoch =
                    JSON.readTree(socket.readText()).at("/subscribe/epoch").asText();
            long published = 0;
            while (slow("unsubscribe") == 0) {
                published = publish("log:a", FILLER).offset();
            }
            long seen = 0;
            JsonNode push = next(socket);
            while (push.has("pub")) {
                assertThat(push.at("/pub/offset").asLong()).isEqualTo(++seen);
                push = next(socket);
            }
            assertThat(push.at("/unsubscribe/code").asInt()).isEqualTo(2500);
            assertThat(seen).isLessThan(published);
            socket.text("{\"id\":3,\"subscribe\":{\"channel\":\"log:a\",\"recover\":true,\"epoch\":\"" + epoch
                    + "\",\"offset\":" + seen + "}}");
            JsonNode reply = JSON.readTree(socket.readText()).get("subscribe");
            assertThat(reply.get("recovered").asBoolean()).isTrue();
            assertThat(reply.get("publications")).hasSize((int) (published - seen));
        }
    }

    @Test
    void aConflatedClientIsSentTheLatestOfEachKeyInOrder() throws IOException {
        try (RawWebSocket socket = gateway.connect()) {
            socket.text("{\"id\":2,\"subscribe\":{\"channel\":\"price:a\"}}");
            socket.readText();
            double before = slow("conflate");
            int number = 0;
            while (slow("conflate") < before + 100) {
                number++;
                gateway.hub.publish(numbered("price:a", number % 2 == 0 ? "even" : "odd", Map.of(), number));
            }
            Map<String, Integer> latest = new HashMap<>();
            int last = 0;
            int received = 0;
            while (last < number) {
                JsonNode pub = next(socket).get("pub");
                assertThat(pub.at("/data/n").asInt()).isGreaterThan(last);
                last = pub.at("/data/n").asInt();
                latest.put(pub.get("key").asText(), last);
                received++;
            }
            assertThat(latest.values()).containsExactlyInAnyOrder(number - 1, number);
            assertThat(received).isLessThan(number - 50);
            assertThat(gateway.hub.channels()).contains("price:a");
        }
    }

    @Test
    void aPlainSocketIsConflatedToo() throws IOException {
        try (RawWebSocket socket = RawWebSocket.open(gateway.port(), "/connection/plain?channel=row:a")) {
            await().until(() -> gateway.hub.channels().contains("row:a"));
            double before = slow("conflate");
            int number = 0;
            while (slow("conflate") < before + 100) {
                number++;
                gateway.hub.publish(numbered("row:a", "", Map.of("id", Integer.toString(number % 3)), number));
            }
            int last = 0;
            List<Integer> lastThree = new ArrayList<>();
            while (last < number) {
                last = JSON.readTree(socket.readText()).get("n").asInt();
                lastThree.add(last);
            }
            assertThat(lastThree.subList(lastThree.size() - 3, lastThree.size()))
                    .containsExactly(number - 2, number - 1, number);
        }
    }

    @Test
    void aClientWithMoreKeysBehindThanMayWaitIsClosed() throws IOException {
        try (RawWebSocket socket = RawWebSocket.open(gateway.port(), "/connection/plain?channel=row:keys")) {
            await().until(() -> gateway.hub.channels().contains("row:keys"));
            int number = 0;
            while (gateway.hub.channels().contains("row:keys")) {
                number++;
                gateway.hub.publish(numbered("row:keys", "", Map.of("id", Integer.toString(number)), number));
            }
            assertThat(socket.readClose().code()).isEqualTo(3008);
        }
    }

    /** Each has a channel of its own, so that no two share a frame: the most that so many can cost. */
    @Test
    void aThousandThatReadNothingCostNoMoreThanTheirQueues() throws IOException {
        int clients = 1000;
        List<Socket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < clients; i++) {
                sockets.add(deaf("row:own-" + i));
            }
            await().until(() -> gateway.hub.channels().stream()
                            .filter(channel -> channel.startsWith("row:own-"))
                            .count()
                    == clients);
            long idle = directMemory();
            long delivered = gateway.hub.deliveries();
            double before = slow("conflate");
            int number = 0;
            while (slow("conflate") < before + clients * 20.0) {
                number++;
                for (int i = 0; i < clients; i++) {
                    gateway.hub.publish(numbered("row:own-" + i, "", Map.of("id", "" + number % 10), number));
                }
                long all = delivered + (long) number * clients;
                await().pollInterval(Duration.ofMillis(2)).until(() -> gateway.hub.deliveries() == all);
            }
            long used = directMemory() - idle;
            System.out.printf("%d deaf sockets: %d KiB a socket, %d rounds%n", clients, used / clients / 1024, number);
            // A queue in the socket with the frame that made it full, and as much conflated, between which freed frames
            // leave holes in the allocator's chunks. 162 rounds without a bound would be 800 KiB.
            assertThat(used / clients).isLessThan(4L * QUEUE);
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
        await().until(() -> gateway.sessions.connections() == 0);
    }

    private static long directMemory() {
        return ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT)
                .metric()
                .usedDirectMemory();
    }

    /** A plain socket that will never read again, with as little room in its kernel as it grants. */
    private static Socket deaf(String channel) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(1024);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), gateway.port()));
        socket.getOutputStream()
                .write(RawWebSocket.handshake("/connection/plain?channel=" + channel)
                        .getBytes(ISO_8859_1));
        return socket;
    }

    private static double slow(String policy) {
        return gateway.count("wsgateway_client_slow_total{policy=\"" + policy + "\"}");
    }

    private static JsonNode next(RawWebSocket socket) throws IOException {
        return JSON.readTree(socket.readText()).get("push");
    }

    private static Publication numbered(String channel, String key, Map<String, String> tags, int number) {
        byte[] data = ("{\"n\":" + number + ",\"filler\":\"" + FILLER + "\"}").getBytes(UTF_8);
        return new Publication(channel, key, data, null, tags, 0);
    }

    private static Position publish(String channel, String text) {
        return gateway.broker
                .publish(
                        new Publication(channel, ("\"" + text + "\"").getBytes(UTF_8), null, Map.of(), 0),
                        Conditions.NONE)
                .toCompletableFuture()
                .join()
                .orElseThrow()
                .position();
    }
}
