package dev.wsgateway.gateway.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wsgateway.config.GatewayConfig;
import dev.wsgateway.gateway.Configs;
import dev.wsgateway.gateway.history.Conditions;
import dev.wsgateway.gateway.hub.Publication;
import dev.wsgateway.gateway.protocol.Disconnect;
import dev.wsgateway.testing.redis.RedisServer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The client protocol over real sockets and a real Redis, good and bad. */
class ProtocolIT {
    private static RedisServer redis;
    private static TestGateway gateway;

    @BeforeAll
    static void start() {
        redis = RedisServer.started();
        gateway = new TestGateway(Configs.config(redis.url())
                        .channels(List.of(
                                channel("news", GatewayConfig.Access.ANYONE, GatewayConfig.DataFormat.JSON),
                                channel("user", GatewayConfig.Access.OWNER, GatewayConfig.DataFormat.JSON),
                                channel("secret", GatewayConfig.Access.NOBODY, GatewayConfig.DataFormat.JSON),
                                channel("raw", GatewayConfig.Access.ANYONE, GatewayConfig.DataFormat.BINARY)))
                        .streams(List.of(
                                GatewayConfig.Stream.of("orders", GatewayConfig.Sender.ANYONE, 1000),
                                GatewayConfig.Stream.of("bills", GatewayConfig.Sender.AUTHENTICATED, 1000)))
                        .build())
                .ready();
    }

    private static GatewayConfig.Channel channel(
            String namespace, GatewayConfig.Access access, GatewayConfig.DataFormat data) {
        return new GatewayConfig.Channel(namespace, access, access, data, null);
    }

    @AfterAll
    static void stop() {
        gateway.close();
        redis.close();
    }

    // Whatever a test did, the next client is served.
    @AfterEach
    void servesTheNextClient() throws IOException {
        try (RawWebSocket next = gateway.connect()) {
            next.text("{\"id\":2,\"ping\":{}}");
            assertThat(next.readText()).isEqualTo("{\"id\":2,\"ping\":{}}");
        }
    }

    @Test
    void connectsAnAnonymousClient() throws IOException {
        try (RawWebSocket socket = gateway.open()) {
            socket.text("{\"id\":1,\"connect\":{\"name\":\"test\"}}");
            assertThat(socket.readText())
                    .matches(
                            "\\{\"id\":1,\"connect\":\\{\"client\":\"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}"
                                    + "-[0-9a-f]{12}\",\"version\":\"test\",\"ping\":25,\"pong\":true,\"node\":\"gateway-0\"}}");
        }
    }

    @Test
    void publishesToEverySubscriberInEveryFraming() throws IOException {
        try (RawWebSocket json = gateway.connect();
                RawWebSocket plain = RawWebSocket.open(gateway.port(), "/connection/plain?channel=news:a");
                RawWebSocket publisher = gateway.connect()) {
            json.text("{\"id\":2,\"subscribe\":{\"channel\":\"news:a\"}}");
            assertThat(json.readText()).isEqualTo("{\"id\":2,\"subscribe\":{}}");
            publisher.text("{\"id\":2,\"publish\":{\"channel\":\"news:a\",\"data\":{\"n\": 1.0}}}");
            assertThat(publisher.readText()).isEqualTo("{\"id\":2,\"publish\":{}}");
            assertThat(json.readText())
                    .startsWith(
                            "{\"push\":{\"channel\":\"news:a\",\"pub\":{\"data\":{\"n\": 1.0},\"info\":{\"user\":\"\"");
            assertThat(plain.readText()).isEqualTo("{\"n\": 1.0}");
        }
    }

    @Test
    void endsASubscriptionInRedisWithItsLastSocket() throws IOException {
        try (RawWebSocket first = gateway.connect();
                RawWebSocket second = gateway.connect()) {
            for (RawWebSocket socket : List.of(first, second)) {
                socket.text("{\"id\":2,\"subscribe\":{\"channel\":\"news:last\"}}");
                assertThat(socket.readText()).isEqualTo("{\"id\":2,\"subscribe\":{}}");
            }
            first.text("{\"id\":3,\"unsubscribe\":{\"channel\":\"news:last\"}}");
            assertThat(first.readText()).isEqualTo("{\"id\":3,\"unsubscribe\":{}}");
            gateway.broker.publish(
                    new Publication("news:last", "1".getBytes(UTF_8), null, Map.of(), 0), Conditions.NONE);
            assertThat(second.readText()).contains("\"data\":1");
        }
        await().until(() -> !redis.cli("PUBSUB", "CHANNELS").contains("news:last"));
    }

    @Test
    void answersAnRpcWithTheEntrysId() throws IOException {
        try (RawWebSocket socket = RawWebSocket.open(
                gateway.port(),
                "/connection/websocket",
                "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")) {
            socket.text(
                    "{\"id\":1,\"connect\":{}}\n{\"id\":2,\"rpc\":{\"method\":\"orders?key=7\",\"data\":{\"n\":  7}}}");
            socket.readText();
            String reply = socket.readText();
            assertThat(reply).matches("\\{\"id\":2,\"rpc\":\\{\"data\":\\{\"id\":\"\\d+-\\d+\"}}}");
            String id = reply.replaceAll(".*\"id\":\"([^\"]*)\".*", "$1");
            assertThat(redis.cli("XRANGE", "wsg:{shop/chat/s/orders/0}:entries", id, id))
                    .contains("{\"n\":  7}", "00-0af7651916cd43dd8448eb211c80319c-")
                    .doesNotContain("b7ad6b7169203331");
        }
    }

    @Test
    void theTraceOfTheConnectHeadersCountsMoreThanThatOfTheHandshake() throws IOException {
        try (RawWebSocket socket = RawWebSocket.open(
                gateway.port(),
                "/connection/websocket",
                "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")) {
            socket.text("{\"id\":1,\"connect\":{\"headers\":{\"traceparent\":"
                    + "\"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\"}}}\n"
                    + "{\"id\":2,\"rpc\":{\"method\":\"orders\",\"data\":{}}}");
            socket.readText();
            String id = socket.readText().replaceAll(".*\"data\":\\{\"id\":\"([^\"]*)\".*", "$1");
            assertThat(redis.cli("XRANGE", "wsg:{shop/chat/s/orders/0}:entries", id, id))
                    .contains("00-4bf92f3577b34da6a3ce929d0e0e4736-")
                    .doesNotContain("0af7651916cd43dd8448eb211c80319c");
        }
    }

    @Test
    void appendsWhatIsSentWithoutAnAnswerToTheStreamOfTheUrl() throws IOException {
        try (RawWebSocket socket = RawWebSocket.open(gateway.port(), "/connection/websocket?stream=orders")) {
            socket.text("{\"id\":1,\"connect\":{}}\n{\"send\":{\"data\":\"sent\"}}");
            await().until(() -> redis.cli("XREVRANGE", "wsg:{shop/chat/s/orders/0}:entries", "+", "-")
                    .contains("\"sent\""));
        }
    }

    @Test
    void closesWhenWhatIsSentHasNoStream() throws IOException {
        try (RawWebSocket socket = gateway.connect()) {
            socket.text("{\"send\":{\"data\":1}}");
            assertThat(socket.readClose().code()).isEqualTo(3508);
        }
    }

    @Test
    void keepsTheOrderOfCommandsAboutOneChannel() throws IOException {
        try (RawWebSocket socket = gateway.connect()) {
            socket.text(
                    "{\"id\":2,\"subscribe\":{\"channel\":\"news:o\"}}\n{\"id\":3,\"unsubscribe\":{\"channel\":\"news:o\"}}\n"
                            + "{\"id\":4,\"subscribe\":{\"channel\":\"news:o\"}}\n{\"id\":5,\"publish\":{\"channel\":\"news:o\",\"data\":5}}");
            assertThat(socket.readText()).isEqualTo("{\"id\":2,\"subscribe\":{}}");
            assertThat(socket.readText()).isEqualTo("{\"id\":3,\"unsubscribe\":{}}");
            assertThat(socket.readText()).isEqualTo("{\"id\":4,\"subscribe\":{}}");
            assertThat(List.of(socket.readText(), socket.readText()))
                    .anyMatch(text -> text.equals("{\"id\":5,\"publish\":{}}"))
                    .anyMatch(text -> text.contains("\"data\":5"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "102 {\"id\":2,\"subscribe\":{\"channel\":\"nowhere:a\"}}",
                "102 {\"id\":2,\"subscribe\":{\"channel\":\"news\"}}",
                "102 {\"id\":2,\"subscribe\":{\"channel\":\"\"}}",
                "102 {\"id\":2,\"publish\":{\"channel\":\"nowhere:a\",\"data\":1}}",
                "103 {\"id\":2,\"subscribe\":{\"channel\":\"user:42\"}}",
                "103 {\"id\":2,\"subscribe\":{\"channel\":\"secret:a\"}}",
                "103 {\"id\":2,\"publish\":{\"channel\":\"secret:a\",\"data\":1}}",
                "103 {\"id\":2,\"rpc\":{\"method\":\"bills\",\"data\":1}}",
                "104 {\"id\":2,\"rpc\":{\"method\":\"nowhere\",\"data\":1}}",
                "107 {\"id\":2,\"publish\":{\"channel\":\"news:a\"}}",
                "107 {\"id\":2,\"refresh\":{\"token\":\"t\"}}",
                "103 {\"id\":2,\"sub_refresh\":{\"channel\":\"news:a\",\"token\":\"t\"}}",
                "108 {\"id\":2,\"subscribe\":{\"channel\":\"raw:a\"}}",
                "108 {\"id\":2,\"publish\":{\"channel\":\"raw:a\",\"data\":1}}",
                "108 {\"id\":2,\"presence\":{\"channel\":\"news:a\"}}",
            })
    void answersWithTheCodeOf(String codeAndCommand) throws IOException {
        String code = codeAndCommand.substring(0, 3);
        double before = gateway.count("wsgateway_client_errors_total{code=\"" + code + "\"}");
        try (RawWebSocket socket = gateway.connect()) {
            socket.text(codeAndCommand.substring(4));
            assertThat(socket.readText()).startsWith("{\"id\":2,\"error\":{\"code\":" + code + ",");
        }
        assertThat(gateway.count("wsgateway_client_errors_total{code=\"" + code + "\"}"))
                .isEqualTo(before + 1);
    }

    @Test
    void refusesASecondSubscriptionToAChannel() throws IOException {
        try (RawWebSocket socket = gateway.connect()) {
            socket.text(
                    "{\"id\":2,\"subscribe\":{\"channel\":\"news:a\"}}\n{\"id\":3,\"subscribe\":{\"channel\":\"news:a\"}}");
            assertThat(socket.readText()).isEqualTo("{\"id\":2,\"subscribe\":{}}");
            assertThat(socket.readText()).contains("\"id\":3", "105");
        }
    }

    @Test
    void survivesTenThousandSubscriptions() throws IOException {
        try (RawWebSocket socket = gateway.connect()) {
            for (int batch = 0; batch < 20; batch++) {
                int first = batch * 500;
                socket.text(IntStream.range(first, first + 500)
                        .mapToObj(i -> "{\"id\":" + (i + 2) + ",\"subscribe\":{\"channel\":\"news:" + i + "\"}}")
                        .collect(Collectors.joining("\n")));
            }
            Map<Boolean, Long> replies = IntStream.range(0, 10_000)
                    .mapToObj(i -> read(socket))
                    .collect(Collectors.partitioningBy(
                            text -> text.contains("\"subscribe\":{}"), Collectors.counting()));
            assertThat(replies).containsEntry(true, 128L).containsEntry(false, 9_872L);
            assertThat(gateway.hub.subscriptions()).isEqualTo(128);
        }
        await().until(() -> gateway.hub.subscriptions() == 0);
    }

    private static String read(RawWebSocket socket) {
        try {
            return socket.readText();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"id\":1,\"subscribe\":{\"channel\":\"news:a\"}}",
                "{}",
                "{\"id\":0,\"connect\":{}}",
                "{\"connect\":{}}",
                "no JSON",
                "",
                "[]",
                "{\"id\":1,\"connect\":{}}\n{\"id\":2,\"connect\":{}}",
                "{\"id\":1,\"connect\":{}}\n{\"id\":2}",
                "{\"id\":1,\"connect\":{}}\n{\"rpc\":{\"method\":\"orders\"}}",
                "{\"id\":1,\"connect\":{}}\n{\"id\":2,\"rpc\":"
            })
    void closesWithBadRequestOn(String text) throws IOException {
        try (RawWebSocket socket = gateway.open()) {
            socket.text(text);
            RawWebSocket.Frame close = socket.readClose();
            assertThat(close.code()).isEqualTo(3501);
            assertThat(close.reason()).isEqualTo("bad request");
            assertThat(socket.ended()).isTrue();
        }
    }

    @Test
    void closesOnAFrameOverTheLimit() throws IOException {
        double before = gateway.count("wsgateway_client_disconnects_total{code=\"1009\"}");
        try (RawWebSocket socket = gateway.connect()) {
            socket.send(true, RawWebSocket.TEXT, new byte[65_537]);
            assertThat(socket.readClose().code()).isEqualTo(1009);
            assertThat(socket.ended()).isTrue();
        }
        assertThat(gateway.count("wsgateway_client_disconnects_total{code=\"1009\"}"))
                .isEqualTo(before + 1);
    }

    @Test
    void closesOnFragmentsOverTheLimit() throws IOException {
        try (RawWebSocket socket = gateway.connect()) {
            socket.send(false, RawWebSocket.TEXT, new byte[40_000]);
            socket.send(true, 0, new byte[40_000]);
            assertThat(socket.readClose().code()).isEqualTo(1009);
        }
    }

    @Test
    void takesAMessageOfExactlyTheLimit() throws IOException {
        try (RawWebSocket socket = gateway.connect()) {
            String start = "{\"id\":2,\"ping\":{}";
            socket.text(start + " ".repeat(65_536 - start.length() - 1) + "}");
            assertThat(socket.readText()).isEqualTo("{\"id\":2,\"ping\":{}}");
        }
    }

    @Test
    void joinsFragmentsWithAPingInBetween() throws IOException {
        try (RawWebSocket socket = gateway.connect()) {
            socket.send(false, RawWebSocket.TEXT, "{\"id\":2,\"pi".getBytes(UTF_8));
            socket.send(true, RawWebSocket.PING, "are you there".getBytes(UTF_8));
            socket.send(true, 0, "ng\":{}}".getBytes(UTF_8));
            RawWebSocket.Frame pong = socket.next();
            assertThat(pong.opcode()).isEqualTo(RawWebSocket.PONG);
            assertThat(pong.text()).isEqualTo("are you there");
            assertThat(socket.readText()).isEqualTo("{\"id\":2,\"ping\":{}}");
        }
    }

    @Test
    void closesOnInvalidUtf8() throws IOException {
        try (RawWebSocket socket = gateway.connect()) {
            socket.send(true, RawWebSocket.TEXT, "{\"id\":2,\"rpc\":{\"method\":\"\u00e9\"}}".getBytes(ISO_8859_1));
            assertThat(socket.readClose().code()).isEqualTo(1007);
        }
    }

    @Test
    void closesOnAnUnmaskedFrame() throws IOException {
        try (RawWebSocket socket = gateway.connect()) {
            socket.raw(new byte[] {(byte) 0x81, 2, '{', '}'});
            assertThat(socket.readClose().code()).isEqualTo(1002);
        }
    }

    @Test
    void answersAClientsCloseFrame() throws IOException {
        try (RawWebSocket socket = gateway.connect()) {
            socket.send(true, RawWebSocket.CLOSE, new byte[] {0x03, (byte) 0xe8});
            assertThat(socket.readClose().code()).isEqualTo(1000);
            assertThat(socket.ended()).isTrue();
        }
        await().until(() -> gateway.sessions.connections() == 0);
    }

    @Test
    void closesAllOnShutdownSoThatClientsComeBack() throws IOException {
        try (TestGateway other = new TestGateway(Configs.config(redis.url()).build()).ready();
                RawWebSocket json = other.connect();
                RawWebSocket plain = RawWebSocket.open(other.port(), "/connection/plain?channel=news:a")) {
            await().until(() -> other.sessions.connections() == 2);
            Thread shutdown = Thread.startVirtualThread(other::shutDown);
            assertThat(json.readClose().code()).isEqualTo(Disconnect.SHUTDOWN.code());
            assertThat(plain.readClose().code()).isEqualTo(Disconnect.SHUTDOWN.code());
            json.hangUp();
            plain.hangUp();
            await().atMost(Duration.ofSeconds(10)).until(() -> !shutdown.isAlive());
        }
    }
}
