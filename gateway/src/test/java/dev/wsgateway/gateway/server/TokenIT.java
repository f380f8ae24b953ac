package dev.wsgateway.gateway.server;

import static dev.wsgateway.gateway.auth.Tokens.in;
import static dev.wsgateway.gateway.auth.Tokens.token;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wsgateway.config.GatewayConfig;
import dev.wsgateway.config.GatewayConfig.Access;
import dev.wsgateway.config.GatewayConfig.DataFormat;
import dev.wsgateway.gateway.Configs;
import dev.wsgateway.gateway.auth.Tokens;
import dev.wsgateway.gateway.protocol.Disconnect;
import dev.wsgateway.testing.redis.RedisServer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Tokens of connections and of subscriptions, on a gateway that lets nobody in without one. */
class TokenIT {
    private static RedisServer redis;
    private static TestGateway gateway;

    @BeforeAll
    static void start() {
        redis = RedisServer.started();
        gateway = new TestGateway(
                        Configs.config(redis.url())
                                .channels(List.of(
                                        new GatewayConfig.Channel(
                                                "user", Access.OWNER, Access.OWNER, DataFormat.JSON, null),
                                        new GatewayConfig.Channel(
                                                "room", Access.TOKEN, Access.TOKEN, DataFormat.JSON, null)))
                                .authentication(new GatewayConfig.Authentication(
                                        false, new GatewayConfig.Jwt("jwt/key", null, null, null, null)))
                                .build(),
                        Map.of("jwt/key", Tokens.SECRET),
                        Duration.ofMillis(200))
                .ready();
    }

    @AfterAll
    static void stop() {
        gateway.close();
        redis.close();
    }

    private static RawWebSocket connecting(String token) throws IOException {
        RawWebSocket socket = gateway.open();
        socket.text("{\"id\":1,\"connect\":{\"token\":\"" + token + "\"}}");
        return socket;
    }

    private static RawWebSocket connected(String user) throws IOException {
        RawWebSocket socket = connecting(token(user, claims -> claims.claim("info", Map.of("name", "Ada"))));
        assertThat(socket.readText()).contains("\"connect\"").doesNotContain("expires");
        return socket;
    }

    @Test
    void letsAUserReachItsOwnChannel() throws IOException {
        try (RawWebSocket socket = connected("42")) {
            socket.text("{\"id\":2,\"subscribe\":{\"channel\":\"user:42\"}}");
            assertThat(socket.readText()).isEqualTo("{\"id\":2,\"subscribe\":{}}");
            socket.text("{\"id\":3,\"publish\":{\"channel\":\"user:42\",\"data\":1}}");
            assertThat(List.of(socket.readText(), socket.readText()))
                    .anyMatch(text -> text.contains("\"info\":{\"user\":\"42\"")
                            && text.contains("\"conn_info\":{\"name\":\"Ada\"}"));
            socket.text("{\"id\":4,\"subscribe\":{\"channel\":\"user:43\"}}");
            assertThat(socket.readText()).contains("\"code\":103");
        }
    }

    @Test
    void answers101WithoutAToken() throws IOException {
        try (RawWebSocket socket = connecting("")) {
            assertThat(socket.readText()).isEqualTo("{\"id\":1,\"error\":{\"code\":101,\"message\":\"unauthorized\"}}");
            socket.text("{\"id\":2,\"connect\":{}}");
            assertThat(socket.readClose().code()).isEqualTo(3501);
        }
    }

    @Test
    void closesOnAForgedToken() throws IOException {
        byte[] other = "another secret of 32 bytes or more!".getBytes(UTF_8);
        double before = gateway.count("wsgateway_client_disconnects_total{code=\"3500\"}");
        try (RawWebSocket socket = connecting(token(other, "42", claims -> claims))) {
            assertThat(socket.readClose().code()).isEqualTo(3500);
        }
        assertThat(gateway.count("wsgateway_client_disconnects_total{code=\"3500\"}"))
                .isEqualTo(before + 1);
    }

    @Test
    void answers109ToAnExpiredToken() throws IOException {
        try (RawWebSocket socket = connecting(token("42", claims -> claims.expirationTime(in(-1))))) {
            assertThat(socket.readText()).contains("\"code\":109");
        }
    }

    @Test
    void holdsCommandsBackUntilTheTokenIsChecked() throws IOException {
        try (RawWebSocket socket = gateway.open()) {
            socket.text("{\"id\":1,\"connect\":{\"token\":\"" + token("42", claims -> claims)
                    + "\"}}\n{\"id\":2,\"subscribe\":{\"channel\":\"user:42\"}}");
            socket.text("{\"id\":3,\"ping\":{}}");
            assertThat(socket.readText()).startsWith("{\"id\":1,");
            assertThat(List.of(socket.readText(), socket.readText()))
                    .containsExactlyInAnyOrder("{\"id\":2,\"subscribe\":{}}", "{\"id\":3,\"ping\":{}}");
        }
    }

    @Test
    void closesWhenTheTokenExpiresAndStaysAfterARefresh() throws IOException {
        try (RawWebSocket left = connecting(token("42", claims -> claims.expirationTime(in(4))));
                RawWebSocket refreshed = connecting(token("42", claims -> claims.expirationTime(in(4))))) {
            assertThat(left.readText()).contains("\"expires\":true,\"ttl\":");
            refreshed.readText();
            refreshed.text("{\"id\":2,\"refresh\":{\"token\":\"" + token("42", claims -> claims.expirationTime(in(600)))
                    + "\"}}");
            assertThat(refreshed.readText()).matches("\\{\"id\":2,\"refresh\":\\{.*\"expires\":true,\"ttl\":5\\d\\d}}");
            assertThat(left.readClose().code()).isEqualTo(3005);
            refreshed.text("{\"id\":3,\"ping\":{}}");
            assertThat(refreshed.readText()).isEqualTo("{\"id\":3,\"ping\":{}}");
        }
    }

    @Test
    void closesOnARefreshForAnotherUser() throws IOException {
        try (RawWebSocket socket = connected("42")) {
            socket.text("{\"id\":2,\"refresh\":{\"token\":\"" + token("43", claims -> claims) + "\"}}");
            assertThat(socket.readClose().code()).isEqualTo(3500);
        }
    }

    @Test
    void subscribesWithATokenForTheChannel() throws IOException {
        String room = token("42", claims -> claims.claim("channel", "room:1").claim("info", "admin"));
        try (RawWebSocket socket = connected("42")) {
            socket.text("{\"id\":2,\"subscribe\":{\"channel\":\"room:1\"}}");
            assertThat(socket.readText()).contains("\"code\":103");
            socket.text("{\"id\":3,\"subscribe\":{\"channel\":\"room:2\",\"token\":\"" + room + "\"}}");
            assertThat(socket.readText()).contains("\"code\":103");
            socket.text("{\"id\":4,\"subscribe\":{\"channel\":\"room:1\",\"token\":\"" + room + "\"}}");
            assertThat(socket.readText()).isEqualTo("{\"id\":4,\"subscribe\":{}}");
            socket.text("{\"id\":5,\"publish\":{\"channel\":\"room:1\",\"data\":1}}");
            assertThat(List.of(socket.readText(), socket.readText()))
                    .anyMatch(text -> text.contains("\"chan_info\":\"admin\""));
        }
        try (RawWebSocket other = connected("43")) {
            other.text("{\"id\":2,\"subscribe\":{\"channel\":\"room:1\",\"token\":\"" + room + "\"}}");
            assertThat(other.readText()).contains("\"code\":103");
        }
    }

    @Test
    void endsASubscriptionWhoseTokenExpiresAndKeepsARefreshedOne() throws IOException {
        try (RawWebSocket socket = connected("42")) {
            for (int room = 1; room <= 2; room++) {
                socket.text("{\"id\":" + (room + 1) + ",\"subscribe\":{\"channel\":\"room:" + room + "\",\"token\":\""
                        + roomToken("room:" + room, 4) + "\"}}");
                assertThat(socket.readText()).contains("\"expires\":true");
            }
            socket.text("{\"id\":4,\"sub_refresh\":{\"channel\":\"room:2\",\"token\":\"" + roomToken("room:2", 600)
                    + "\"}}");
            assertThat(socket.readText()).startsWith("{\"id\":4,\"sub_refresh\":{\"expires\":true,\"ttl\":5");
            assertThat(socket.readText())
                    .isEqualTo("{\"push\":{\"channel\":\"room:1\",\"unsubscribe\":{\"code\":2501,"
                            + "\"reason\":\"subscription expired\"}}}");
            assertThat(gateway.hub.channels()).contains("room:2").doesNotContain("room:1");
        }
    }

    private static String roomToken(String channel, long seconds) {
        return token("42", claims -> claims.claim("channel", channel).expirationTime(in(seconds)));
    }

    @Test
    void disconnectsAUserOrOneOfItsConnections() throws IOException {
        try (RawWebSocket first = connecting(token("77", claims -> claims));
                RawWebSocket second = connected("77");
                RawWebSocket bystander = connected("78")) {
            String client = first.readText().replaceAll(".*\"client\":\"([^\"]*)\".*", "$1");
            assertThat(gateway.sessions.of("77", client::equals)).hasSize(1);
            gateway.sessions
                    .of("77", client::equals)
                    .forEach(session -> session.disconnect(new Disconnect(4501, "moved")));
            RawWebSocket.Frame close = first.readClose();
            assertThat(close.code()).isEqualTo(4501);
            assertThat(close.reason()).isEqualTo("moved");
            await().until(() -> gateway.sessions.of("77", any -> true).size() == 1);
            gateway.sessions
                    .of("77", any -> true)
                    .forEach(session -> session.disconnect(Disconnect.FORCE_NO_RECONNECT));
            assertThat(second.readClose().code()).isEqualTo(3503);
            bystander.text("{\"id\":3,\"ping\":{}}");
            assertThat(bystander.readText()).isEqualTo("{\"id\":3,\"ping\":{}}");
        }
    }
}
