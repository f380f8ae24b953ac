package dev.wsgateway.gateway.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wsgateway.gateway.Configs;
import dev.wsgateway.gateway.protocol.Disconnect;
import dev.wsgateway.gateway.session.Departures;
import dev.wsgateway.gateway.session.SessionMetrics;
import dev.wsgateway.testing.redis.RedisServer;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A client that is told to come back elsewhere knows what became of all it had asked for. */
class MoveIT {
    private RedisServer redis;
    private TestGateway gateway;
    private Departures departures;

    @BeforeEach
    void start() {
        redis = RedisServer.started();
        gateway = new TestGateway(Configs.config(redis.url()).build()).ready();
        departures =
                new Departures(gateway.sessions, new SessionMetrics(gateway.metrics.registry()), Disconnect.SHUTDOWN);
    }

    @AfterEach
    void stop() {
        gateway.close();
        redis.close();
    }

    @Test
    void answersWhatWasAskedForBeforeItCloses() throws IOException {
        try (RawWebSocket client = gateway.connect()) {
            redis.pause();
            client.text("{\"id\":2,\"rpc\":{\"method\":\"orders\",\"data\":1}}\n{\"id\":3,\"ping\":{}}");
            assertThat(client.readText()).contains("\"id\":3");
            departures.moveOne();
            client.text("{\"id\":4,\"rpc\":{\"method\":\"orders\",\"data\":2}}");
            redis.resume();
            // Whether the second one was read before the order to go came is open; it is answered then as well.
            StringBuilder answers = new StringBuilder();
            RawWebSocket.Frame frame = client.next();
            for (; frame.opcode() != RawWebSocket.CLOSE; frame = client.next()) {
                answers.append(frame.text());
            }
            assertThat(frame.code()).isEqualTo(3001);
            assertThat(frame.reason()).isEqualTo("shutdown");
            assertThat(answers).contains("\"id\":2");
            assertThat(redis.cli("XLEN", "wsg:{shop/chat/s/orders/0}:entries"))
                    .isEqualTo("" + (answers.toString().split("\"rpc\"").length - 1));
        }
    }

    @Test
    void storesWhatAPlainClientSentBeforeItCloses() throws IOException {
        try (RawWebSocket client = RawWebSocket.open(gateway.port(), "/connection/plain?stream=orders")) {
            redis.pause();
            client.text("1");
            client.send(true, RawWebSocket.PING, "read".getBytes(UTF_8));
            assertThat(client.read().opcode()).isEqualTo(RawWebSocket.PONG);
            departures.moveOne();
            redis.resume();
            assertThat(client.readClose().code()).isEqualTo(3001);
        }
        assertThat(redis.cli("XLEN", "wsg:{shop/chat/s/orders/0}:entries")).isEqualTo("1");
    }

    @Test
    void closesAtOnceWhereNothingIsUnderWay() throws IOException {
        try (RawWebSocket idle = gateway.connect();
                RawWebSocket notConnected = gateway.open()) {
            departures.moveOne();
            departures.moveOne();
            assertThat(idle.readClose().code()).isEqualTo(3001);
            assertThat(notConnected.readClose().code()).isEqualTo(3001);
        }
    }
}
