package dev.wsgateway.gateway.server;

import static dev.wsgateway.gateway.auth.Tokens.in;
import static dev.wsgateway.gateway.auth.Tokens.token;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wsgateway.config.GatewayConfig;
import dev.wsgateway.config.GatewayConfig.Access;
import dev.wsgateway.config.GatewayConfig.DataFormat;
import dev.wsgateway.config.GatewayConfig.Sender;
import dev.wsgateway.gateway.Configs;
import dev.wsgateway.gateway.auth.Tokens;
import dev.wsgateway.gateway.history.Conditions;
import dev.wsgateway.gateway.hub.Publication;
import dev.wsgateway.testing.redis.RedisServer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Plain sockets. */
class PlainIT {
    private static final String BILLS = "wsg:{shop/chat/s/bills/0}:entries";
    private static final String ORDERS = "wsg:{shop/chat/s/orders/0}:entries";

    private static RedisServer redis;
    private static TestGateway gateway;

    @BeforeAll
    static void start() {
        redis = RedisServer.started();
        gateway = new TestGateway(
                        Configs.config(redis.url())
                                .channels(List.of(
                                        channel("news", Access.ANYONE, DataFormat.JSON),
                                        channel("user", Access.OWNER, DataFormat.JSON),
                                        channel("room", Access.TOKEN, DataFormat.JSON),
                                        channel("raw", Access.ANYONE, DataFormat.BINARY)))
                                .streams(List.of(
                                        GatewayConfig.Stream.of("orders", Sender.ANYONE, 1000),
                                        GatewayConfig.Stream.of("bills", Sender.AUTHENTICATED, 1000)))
                                .authentication(new GatewayConfig.Authentication(
                                        true, new GatewayConfig.Jwt("jwt/key", null, null, null, null)))
                                .build(),
                        Map.of("jwt/key", Tokens.SECRET),
                        Duration.ofMillis(100))
                .ready();
    }

    private static GatewayConfig.Channel channel(String namespace, Access access, DataFormat data) {
        return new GatewayConfig.Channel(namespace, access, Access.NOBODY, data, null);
    }

    @AfterAll
    static void stop() {
        gateway.close();
        redis.close();
    }

    private static RawWebSocket open(String query, String... headers) throws IOException {
        return RawWebSocket.open(gateway.port(), "/connection/plain" + query, headers);
    }

    private static void assertRefused(String query, int status, String words) throws IOException {
        try (RawWebSocket refused =
                RawWebSocket.ask(gateway.port(), RawWebSocket.handshake("/connection/plain" + query))) {
            assertThat(refused.status()).isEqualTo(status);
            assertThat(refused.body()).contains(words);
        }
    }

    private static void publish(String channel, byte[] data) {
        gateway.broker.publish(new Publication(channel, data, null, Map.of(), 0), Conditions.NONE);
    }

    @Test
    void appendsEachFrameAsItIs() throws IOException {
        try (RawWebSocket socket = open("?stream=orders")) {
            socket.text("no JSON, and that is fine");
            socket.send(true, RawWebSocket.BINARY, new byte[] {1, 2, 3});
            await().until(() -> redis.cli("XRANGE", ORDERS, "-", "+").contains("\u0001\u0002\u0003"));
            assertThat(redis.cli("XRANGE", ORDERS, "-", "+")).contains("no JSON, and that is fine");
        }
    }

    @Test
    void takesIdAndKeyFromWhereTheFrameHasThem() throws IOException {
        try (RawWebSocket socket = open("?stream=bills&id=/order/id&key=/customer&token=" + token("labels", c -> c))) {
            socket.text("{\"order\":{\"id\":7},\"customer\":\"acme\"}");
            socket.text("{\"order\":{\"id\":7},\"customer\":\"acme\",\"again\":true}");
            socket.text("neither");
            await().until(() -> redis.cli("XRANGE", BILLS, "-", "+").contains("neither"));
            assertThat(redis.cli("XRANGE", BILLS, "-", "+"))
                    .contains("key\nacme\nid\n7", "neither\nclient\n", "key\nlabels\ntime")
                    .doesNotContain("again");
            socket.text("{\"order\":{\"id\":\"a b\"}}");
            assertThat(socket.readClose().code()).isEqualTo(1008);
        }
    }

    @Test
    void receivesEachPublicationOfItsChannelsAsAFrame() throws IOException {
        try (RawWebSocket socket = open("?channel=news:a&channel=raw:a")) {
            publish("news:a", "{\"n\": 1}".getBytes(UTF_8));
            RawWebSocket.Frame text = socket.next();
            assertThat(text.opcode()).isEqualTo(RawWebSocket.TEXT);
            assertThat(text.text()).isEqualTo("{\"n\": 1}");
            publish("raw:a", new byte[] {0, (byte) 0xff});
            RawWebSocket.Frame binary = socket.next();
            assertThat(binary.opcode()).isEqualTo(RawWebSocket.BINARY);
            assertThat(binary.payload()).containsExactly(0, 0xff);
        }
        await().until(() -> gateway.hub.subscriptions() == 0);
    }

    @Test
    void subscribesToTheChannelsOfTheToken() throws IOException {
        String token = token("42", claims -> claims.claim("channels", List.of("user:42", "room:1")));
        try (RawWebSocket socket = open("", "Authorization: Bearer " + token)) {
            publish("room:1", "1".getBytes(UTF_8));
            assertThat(socket.readText()).isEqualTo("1");
            publish("user:42", "2".getBytes(UTF_8));
            assertThat(socket.readText()).isEqualTo("2");
            assertThat(gateway.sessions.users()).isEqualTo(1);
        }
        await().until(() -> gateway.sessions.users() == 0);
    }

    @Test
    void answersWithTheFirstSubprotocolOffered() throws IOException {
        try (RawWebSocket socket = open("?stream=orders", "Sec-WebSocket-Protocol: mine.v2, mine.v1")) {
            assertThat(socket.head()).contains("sec-websocket-protocol: mine.v2\r\n");
        }
    }

    @Test
    void refusesBeforeTheSocketOpens() throws IOException {
        String own = "&token=" + token("42", claims -> claims);
        assertRefused("", 400, "?stream=NAME");
        assertRefused("?stream=nowhere", 404, "stream");
        assertRefused("?stream=orders&id=order", 400, "write for example /order/id");
        assertRefused("?channel=nowhere:a", 404, "namespace");
        assertRefused("?channel=news", 404, "namespace");
        assertRefused("?channel=user:42", 403, "subscribe");
        assertRefused("?channel=user:43" + own, 403, "subscribe");
        assertRefused("?channel=room:1" + own, 403, "subscribe");
        assertRefused("?stream=bills", 401, "token");
        assertRefused("?stream=orders&token=forged", 401, "invalid");
        assertRefused("?stream=orders&token=" + token("42", claims -> claims.expirationTime(in(-5))), 401, "expired");
        await().until(() -> gateway.sessions.connections() == 0);
        assertThat(gateway.hub.subscriptions()).isZero();
    }

    @Test
    void closesOnAFrameWhereThereIsNoStream() throws IOException {
        try (RawWebSocket socket = open("?channel=news:a")) {
            socket.text("x");
            RawWebSocket.Frame close = socket.readClose();
            assertThat(close.code()).isEqualTo(1008);
            assertThat(close.reason()).contains("?stream=NAME");
        }
    }

    @Test
    void closesOnInvalidUtf8() throws IOException {
        try (RawWebSocket socket = open("?stream=orders")) {
            socket.send(true, RawWebSocket.TEXT, "\u00e9".getBytes(ISO_8859_1));
            assertThat(socket.readClose().code()).isEqualTo(1007);
        }
    }

    @Test
    void closesWhenItsTokenHasExpired() throws IOException {
        String token = token("42", claims -> claims.expirationTime(in(3)));
        try (RawWebSocket socket = open("?stream=orders&token=" + token)) {
            assertThat(socket.readClose().code()).isEqualTo(3005);
        }
    }
}
