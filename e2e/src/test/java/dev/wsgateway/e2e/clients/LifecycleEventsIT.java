package dev.wsgateway.e2e.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.wsgateway.config.GatewayConfig.LifecycleEvent;
import dev.wsgateway.config.GatewayConfig.LifecycleEvents;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What backends are told when gateways are killed and stopped. */
class LifecycleEventsIT {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int SOCKETS = 40;

    private final HttpClient http = HttpClient.newHttpClient();
    private final Fleet fleet =
            new Fleet(2, new LifecycleEvents("connections", Set.of(LifecycleEvent.values()), Set.of()));

    @AfterEach
    void stop() {
        fleet.close();
        http.close();
    }

    /** A socket that is connected and subscribed to one channel. */
    private final class Client implements WebSocket.Listener {
        private static final Pattern ID = Pattern.compile("\"client\":\"([^\"]+)\"");
        final WebSocket socket;
        private final CompletableFuture<String> id = new CompletableFuture<>();
        private final StringBuilder text = new StringBuilder();

        Client(Fleet.Gateway gateway, String channel) {
            socket = http.newWebSocketBuilder()
                    .buildAsync(URI.create(gateway.websocketUrl()), this)
                    .join();
            socket.sendText(
                            "{\"id\":1,\"connect\":{}}\n{\"id\":2,\"subscribe\":{\"channel\":\"" + channel + "\"}}",
                            true)
                    .join();
        }

        String id() {
            return id.orTimeout(20, TimeUnit.SECONDS).join();
        }

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
            text.append(data);
            Matcher match = ID.matcher(text);
            if (match.find()) {
                id.complete(match.group(1));
            }
            webSocket.request(1);
            return null;
        }
    }

    private List<JsonNode> told() {
        List<JsonNode> told = new ArrayList<>();
        for (String line : fleet.redis("XRANGE", fleet.names.entries("connections", 0), "-", "+")
                .lines()
                .toList()) {
            if (line.startsWith("{\"event\"")) {
                try {
                    told.add(JSON.readTree(line));
                } catch (JsonProcessingException e) {
                    throw new AssertionError(line, e);
                }
            }
        }
        return told;
    }

    private List<String> values(String event, String field) {
        return told().stream()
                .filter(each -> each.path("event").asText().equals(event))
                .map(each -> each.path(field).asText())
                .toList();
    }

    /** What a backend that has read all events takes for there. */
    private Set<String> there(String begin, String end, String field) {
        Set<String> there = new LinkedHashSet<>();
        told().forEach(event -> {
            if (event.path("event").asText().equals(begin)) {
                there.add(event.path(field).asText());
            } else if (event.path("event").asText().equals(end)) {
                there.remove(event.path(field).asText());
            }
        });
        return there;
    }

    @Test
    void eachSocketOfAKilledGatewayIsDisconnectedOnceAndItsLastChannelsAreVacated() {
        List<String> killed = new ArrayList<>();
        for (int i = 0; i < SOCKETS; i++) {
            killed.add(new Client(fleet.gateway(0), "news:" + i % 4).id());
        }
        Client stays = new Client(fleet.gateway(1), "news:0");
        await().atMost(LONG).until(() -> values("subscribed", "client").size() == SOCKETS + 1);
        await().atMost(LONG).until(() -> values("occupied", "channel").size() == 4);

        fleet.gateway(0).kill();
        await().atMost(LONG)
                .untilAsserted(
                        () -> assertThat(values("disconnected", "client")).containsExactlyInAnyOrderElementsOf(killed));
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(values("vacated", "channel"))
                        .containsExactlyInAnyOrder("news:1", "news:2", "news:3"));
        assertThat(values("disconnected", "code")).containsOnly("1006");
        assertThat(values("disconnected", "node")).containsOnly("gateway-0");

        // It comes back under its old name, and nobody takes it for the dead one.
        Fleet.Gateway again = fleet.gateway(0);
        again.start();
        again.awaitReady();
        Client fresh = new Client(again, "news:1");
        await().atMost(LONG).until(() -> values("connected", "client").contains(fresh.id()));
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(there("occupied", "vacated", "channel"))
                        .containsExactlyInAnyOrder("news:0", "news:1"));
        assertThat(values("disconnected", "client")).hasSize(SOCKETS);
        assertThat(there("connected", "disconnected", "client")).containsExactlyInAnyOrder(stays.id(), fresh.id());
    }

    @Test
    void aStoppedGatewayThatWakesUpTellsTheTruth() {
        List<Client> clients = new ArrayList<>();
        for (int i = 0; i < SOCKETS; i++) {
            clients.add(new Client(fleet.gateway(0), "news:" + i));
        }
        await().atMost(LONG).until(() -> values("occupied", "channel").size() == SOCKETS);
        fleet.gateway(0).pause();
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(values("disconnected", "client"))
                        .hasSize(SOCKETS)
                        .doesNotHaveDuplicates());
        List<Client> gone = clients.subList(0, 10);
        gone.forEach(client -> client.socket.abort());
        fleet.gateway(0).resume();

        List<String> left =
                clients.subList(10, SOCKETS).stream().map(Client::id).toList();
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(there("connected", "disconnected", "client"))
                        .containsExactlyInAnyOrderElementsOf(left));
        await().atMost(LONG)
                .untilAsserted(() ->
                        assertThat(there("occupied", "vacated", "channel")).hasSize(SOCKETS - 10));
        clients.subList(10, SOCKETS).forEach(client -> client.socket.abort());
        await().atMost(LONG)
                .untilAsserted(() ->
                        assertThat(there("connected", "disconnected", "client")).isEmpty());
        await().atMost(LONG)
                .untilAsserted(() ->
                        assertThat(there("occupied", "vacated", "channel")).isEmpty());
    }
}
