package dev.wsgateway.gateway.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wsgateway.config.GatewayConfig;
import dev.wsgateway.config.GatewayConfig.Access;
import dev.wsgateway.config.GatewayConfig.DataFormat;
import dev.wsgateway.gateway.Configs;
import dev.wsgateway.gateway.hub.Publication;
import dev.wsgateway.testing.redis.RedisServer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Clients that are silent or slow, and a Redis that is away. */
class TroubleIT {
    private RedisServer redis;
    private TestGateway gateway;

    @BeforeEach
    void start() {
        redis = RedisServer.started();
        gateway = new TestGateway(Configs.config(redis.url())
                        .channels(List.of(
                                new GatewayConfig.Channel("news", Access.ANYONE, Access.ANYONE, DataFormat.JSON, null)))
                        .queueBytes(65_536)
                        .pings(Duration.ofMillis(1000), Duration.ofMillis(900))
                        .build())
                .ready();
    }

    @AfterEach
    void stop() {
        gateway.close();
        redis.close();
    }

    @Test
    void keepsAClientThatAnswersPings() throws IOException {
        try (RawWebSocket json = gateway.connect();
                RawWebSocket plain = RawWebSocket.open(gateway.port(), "/connection/plain?channel=news:a")) {
            for (int ping = 0; ping < 3; ping++) {
                assertThat(json.read().text()).isEqualTo("{}");
                json.text("{}");
                assertThat(plain.read().opcode()).isEqualTo(RawWebSocket.PING);
                plain.send(true, RawWebSocket.PONG, new byte[0]);
            }
        }
    }

    @Test
    void closesAHalfOpenConnection() throws IOException {
        try (RawWebSocket json = gateway.connect();
                RawWebSocket plain = RawWebSocket.open(gateway.port(), "/connection/plain?channel=news:a")) {
            assertThat(json.readClose().code()).isEqualTo(3012);
            assertThat(plain.readClose().code()).isEqualTo(3012);
            await().until(() -> gateway.sessions.connections() == 0);
        }
        assertThat(gateway.count("wsgateway_client_disconnects_total{code=\"3012\"}"))
                .isEqualTo(2);
    }

    @Test
    void closesAClientThatReadsTooSlowlyWithoutKeepingItsBacklog() throws IOException {
        byte[] data = ("\"" + "x".repeat(30_000) + "\"").getBytes(UTF_8);
        try (RawWebSocket slow = RawWebSocket.open(gateway.port(), "/connection/plain?channel=news:a")) {
            await().until(() -> gateway.hub.subscriptions() == 1);
            await().atMost(Duration.ofSeconds(30))
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> {
                        gateway.hub.publish(new Publication("news:a", data, null, Map.of(), 0));
                        slow.send(true, RawWebSocket.PONG, new byte[0]);
                        return gateway.count("wsgateway_client_disconnects_total{code=\"3008\"}") == 1;
                    });
            assertThat(slow.readClose().code()).isEqualTo(3008);
        }
    }

    @Test
    void doesNotKeepThePongsOfAClientThatReadsNone() throws IOException {
        byte[] payload = new byte[125];
        int pings = 200_000;
        try (RawWebSocket flooding = RawWebSocket.open(gateway.port(), "/connection/plain?channel=news:a")) {
            for (int i = 0; i < pings; i++) {
                flooding.send(true, RawWebSocket.PING, payload);
                if (i % 1000 == 0) {
                    flooding.send(true, RawWebSocket.PONG, new byte[0]);
                }
            }
            int pongs = 0;
            for (RawWebSocket.Frame frame = flooding.read(); frame.payload().length != 1; frame = flooding.read()) {
                pongs++;
                if (pongs % 1000 == 0) {
                    flooding.send(true, RawWebSocket.PONG, new byte[0]);
                    flooding.send(true, RawWebSocket.PING, new byte[1]);
                }
            }
            assertThat(pongs).isLessThan(pings);
        }
    }

    @Test
    void answersTemporaryErrorsWhileRedisIsAwayAndServesWhenItIsBack() throws IOException {
        redis.stop();
        try (RawWebSocket socket = gateway.connect()) {
            socket.text("{\"id\":2,\"rpc\":{\"method\":\"orders\",\"data\":1}}");
            assertThat(socket.readText())
                    .isEqualTo(
                            "{\"id\":2,\"error\":{\"code\":100,\"message\":\"internal server error\",\"temporary\":true}}");
        }
        try (RawWebSocket socket = gateway.connect()) {
            socket.text("{\"id\":2,\"subscribe\":{\"channel\":\"news:a\"}}");
            assertThat(socket.readText()).contains("\"code\":100", "\"temporary\":true");
        }
        try (RawWebSocket refused =
                RawWebSocket.ask(gateway.port(), RawWebSocket.handshake("/connection/plain?channel=news:a"))) {
            assertThat(refused.status()).isEqualTo(503);
        }
        try (RawWebSocket plain = RawWebSocket.open(gateway.port(), "/connection/plain?stream=orders")) {
            plain.text("lost?");
            assertThat(plain.readClose().code()).isEqualTo(1013);
        }
        redis.start();
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            try (RawWebSocket socket = gateway.connect()) {
                socket.text("{\"id\":2,\"rpc\":{\"method\":\"orders\",\"data\":1}}\n"
                        + "{\"id\":3,\"subscribe\":{\"channel\":\"news:a\"}}");
                assertThat(List.of(socket.readText(), socket.readText())).allMatch(text -> !text.contains("error"));
            }
        });
    }
}
