package dev.wsgateway.gateway.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wsgateway.gateway.Configs;
import dev.wsgateway.testing.redis.RedisServer;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is refused before there is a socket, and in which words. */
class HandshakeIT {
    private static final String WEBSOCKET = "/connection/websocket";

    private static RedisServer redis;
    private static TestGateway gateway;

    @BeforeAll
    static void start() {
        redis = RedisServer.started();
        gateway = new TestGateway(Configs.config(redis.url())
                        .allowedOrigins("https://app.example.com")
                        .connectionsPerPod(3)
                        .handshake(Duration.ofSeconds(2))
                        .build())
                .ready();
    }

    @AfterAll
    static void stop() {
        gateway.close();
        redis.close();
    }

    @BeforeEach
    void awaitTheEndOfOtherConnections() {
        await().until(() -> gateway.sessions.connections() == 0);
    }

    private static RawWebSocket ask(String request) throws IOException {
        return RawWebSocket.ask(gateway.port(), request);
    }

    private static void assertRefused(String request, int status, String words) throws IOException {
        try (RawWebSocket refused = ask(request)) {
            assertThat(refused.status()).isEqualTo(status);
            assertThat(refused.body()).contains(words);
        }
    }

    @Test
    void choosesTheSubprotocolThatTheClientPrefers() throws IOException {
        assertThat(subprotocol("Sec-WebSocket-Protocol: centrifuge-protobuf, centrifuge-json"))
                .contains("sec-websocket-protocol: centrifuge-protobuf\r\n");
        assertThat(subprotocol("Sec-WebSocket-Protocol: other, centrifuge-json"))
                .contains("sec-websocket-protocol: centrifuge-json\r\n");
        assertThat(subprotocol("Sec-WebSocket-Protocol: other")).doesNotContain("sec-websocket-protocol");
        assertThat(subprotocol("X-Nothing: offered")).doesNotContain("sec-websocket-protocol");
    }

    private static String subprotocol(String header) throws IOException {
        try (RawWebSocket socket = RawWebSocket.open(gateway.port(), WEBSOCKET, header)) {
            assertThat(socket.head()).contains("sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n");
            return socket.head();
        } finally {
            await().until(() -> gateway.sessions.connections() == 0);
        }
    }

    @Test
    void refusesOtherPathsAndSaysWhichThereAre() throws IOException {
        assertRefused(RawWebSocket.handshake("/"), 404, "/connection/websocket");
        assertRefused(RawWebSocket.handshake("/connection/websocket/x"), 404, "/connection/plain");
        assertRefused(RawWebSocket.handshake("/%zz"), 400, "encoded");
    }

    @Test
    void refusesAPlainGetAndSaysWhatToUse() throws IOException {
        String get = "GET " + WEBSOCKET + " HTTP/1.1\r\nHost: gateway.example\r\n\r\n";
        assertRefused(get, 426, "WebSocket client");
        try (RawWebSocket refused = ask(get)) {
            assertThat(refused.head()).contains("upgrade: websocket");
        }
    }

    @Test
    void refusesWhatIsNoHandshake() throws IOException {
        String good = RawWebSocket.handshake(WEBSOCKET);
        assertRefused(good.replaceFirst("GET", "PUT"), 405, "GET");
        assertRefused(good.replace("Version: 13", "Version: 8"), 426, "13");
        assertRefused(good.replace("dGhlIHNhbXBsZSBub25jZQ==", "dGhl"), 400, "Sec-WebSocket-Key");
        assertRefused(good.replace("dGhlIHNhbXBsZSBub25jZQ==", "%"), 400, "Sec-WebSocket-Key");
        assertRefused("\u0016\u0003\u0001 no HTTP\r\n\r\n", 400, "HTTP");
    }

    @Test
    void takesALongTokenInTheUrlButNotAnEndlessOne() throws IOException {
        String token = "x".repeat(8_000);
        assertRefused(RawWebSocket.handshake("/connection/plain?stream=orders&token=" + token), 401, "token");
        assertRefused(RawWebSocket.handshake(WEBSOCKET + "?" + "x".repeat(20_000)), 414, "URL");
        assertRefused(RawWebSocket.handshake(WEBSOCKET, "X-Long: " + "x".repeat(20_000)), 431, "headers");
    }

    @Test
    void refusesAForeignOrigin() throws IOException {
        double before = gateway.count("wsgateway_client_refused_total{status=\"403\"}");
        assertRefused(RawWebSocket.handshake(WEBSOCKET, "Origin: https://evil.org"), 403, "spec.allowedOrigins");
        assertThat(gateway.count("wsgateway_client_refused_total{status=\"403\"}"))
                .isEqualTo(before + 1);
        try (RawWebSocket allowed = RawWebSocket.open(gateway.port(), WEBSOCKET, "Origin: https://app.example.com")) {
            assertThat(allowed.status()).isEqualTo(101);
        }
    }

    @Test
    void refusesMoreConnectionsThanThePodTakesUntilOneEnds() throws IOException {
        try (RawWebSocket first = gateway.connect();
                RawWebSocket second = gateway.connect()) {
            try (RawWebSocket third = gateway.connect();
                    RawWebSocket fourth = ask(RawWebSocket.handshake(WEBSOCKET))) {
                assertThat(third.status()).isEqualTo(101);
                assertThat(fourth.status()).isEqualTo(503);
                assertThat(fourth.head()).contains("retry-after: 5");
            }
            await().until(() -> gateway.sessions.connections() == 2);
            try (RawWebSocket again = gateway.connect()) {
                assertThat(again.status()).isEqualTo(101);
            }
            assertThat(first.status()).isEqualTo(second.status());
        }
    }

    @Test
    void hangsUpOnAConnectionThatAsksNothing() throws IOException {
        try (RawWebSocket silent = ask("GET /connection")) {
            assertThat(silent.status()).isEqualTo(408);
        }
    }

    @Test
    void closesASocketThatDoesNotConnect() throws IOException {
        try (RawWebSocket silent = RawWebSocket.open(gateway.port(), WEBSOCKET)) {
            assertThat(silent.readClose().code()).isEqualTo(3502);
        }
    }

    @Test
    void leavesAConnectedSocketAlone() throws IOException {
        try (RawWebSocket connected = gateway.connect();
                RawWebSocket plain = RawWebSocket.open(gateway.port(), "/connection/plain?channel=news:a");
                RawWebSocket later = RawWebSocket.open(gateway.port(), WEBSOCKET)) {
            assertThat(later.readClose().code()).isEqualTo(3502);
            connected.text("{\"id\":2,\"ping\":{}}");
            assertThat(connected.readText()).isEqualTo("{\"id\":2,\"ping\":{}}");
            plain.send(true, RawWebSocket.PING, "x".getBytes(UTF_8));
            assertThat(plain.next().opcode()).isEqualTo(RawWebSocket.PONG);
        }
    }
}
