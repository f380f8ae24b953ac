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
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A namespace of which each client that subscribes is sent the last publication, over real sockets and a real Redis. */
class CacheIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private RedisServer redis;
    private TestGateway gateway;

    @BeforeEach
    void start() {
        redis = RedisServer.started();
        gateway = new TestGateway(Configs.config(redis.url())
                        .channels(List.of(new GatewayConfig.Channel(
                                "price",
                                GatewayConfig.Access.ANYONE,
                                GatewayConfig.Access.NOBODY,
                                GatewayConfig.DataFormat.JSON,
                                new GatewayConfig.History(
                                        2,
                                        Duration.ofMinutes(1),
                                        Duration.ofMinutes(1),
                                        GatewayConfig.RecoveryMode.CACHE,
                                        GatewayConfig.Delta.NONE))))
                        .build())
                .ready();
    }

    @AfterEach
    void stop() {
        gateway.close();
        redis.close();
    }

    @Test
    void aNewClientIsSentTheLastPublication() throws IOException {
        publish("price:a", 1);
        publish("price:a", 2);
        try (RawWebSocket socket = gateway.connect()) {
            JsonNode reply = subscribe(socket, "price:a", "");
            assertThat(reply.get("publications").toString()).isEqualTo("[{\"data\":2,\"offset\":2}]");
            assertThat(reply.get("recovered").asBoolean()).isTrue();
            publish("price:a", 3);
            assertThat(socket.readText()).contains("{\"data\":3,\"offset\":3}");
        }
    }

    @Test
    void aClientOfAnyPositionIsSentTheLastOneUnlessItHasIt() throws IOException {
        for (int i = 1; i <= 9; i++) {
            publish("price:a", i);
        }
        Position last = publish("price:a", 10);
        try (RawWebSocket socket = gateway.connect()) {
            assertThat(subscribe(socket, "price:a", since(new Position(last.epoch(), 1)))
                            .get("publications")
                            .toString())
                    .isEqualTo("[{\"data\":10,\"offset\":10}]");
        }
        try (RawWebSocket socket = gateway.connect()) {
            assertThat(subscribe(socket, "price:a", since(new Position("elsewhere", 10)))
                            .get("publications"))
                    .hasSize(1);
        }
        try (RawWebSocket socket = gateway.connect()) {
            JsonNode reply = subscribe(socket, "price:a", since(last));
            assertThat(reply.get("publications")).isEmpty();
            assertThat(reply.get("recovered").asBoolean()).isTrue();
        }
    }

    @Test
    void aClientIsToldWhenThereIsNoLastPublication() throws IOException {
        try (RawWebSocket socket = gateway.connect()) {
            JsonNode reply = subscribe(socket, "price:empty", since(new Position("", 0)));
            assertThat(reply.get("publications")).isEmpty();
            assertThat(reply.get("recovered").asBoolean()).isFalse();
        }
    }

    @Test
    void aLinkThatWasLostEndsWithTheLastPublicationAndNoLoss() throws IOException {
        Position first = publish("price:a", 1);
        try (RawWebSocket socket = gateway.connect()) {
            subscribe(socket, "price:a", since(first));
            long link = pubSubClient();
            redis.cli("CLIENT", "KILL", "ID", Long.toString(link));
            for (int i = 2; i <= 30; i++) {
                publish("price:a", i);
            }
            await().untilAsserted(() -> assertThat(socket.readText()).contains("{\"data\":30,\"offset\":30}"));
            assertThat(gateway.broker.feedEvents().losses()).isZero();
        }
    }

    private long pubSubClient() {
        return redis.cli("CLIENT", "LIST", "TYPE", "pubsub")
                .lines()
                .mapToLong(line -> Long.parseLong(line.replaceAll("^id=(\\d+) .*$", "$1")))
                .findFirst()
                .orElseThrow();
    }

    private Position publish(String channel, int number) {
        return gateway.broker
                .publish(
                        new Publication(channel, Integer.toString(number).getBytes(UTF_8), null, Map.of(), 0),
                        Conditions.NONE)
                .toCompletableFuture()
                .join()
                .orElseThrow()
                .position();
    }

    private static String since(Position position) {
        return ",\"recover\":true,\"epoch\":\"" + position.epoch() + "\",\"offset\":" + position.offset();
    }

    private static JsonNode subscribe(RawWebSocket socket, String channel, String since) throws IOException {
        socket.text("{\"id\":2,\"subscribe\":{\"channel\":\"" + channel + "\"" + since + "}}");
        return JSON.readTree(socket.readText()).get("subscribe");
    }
}
