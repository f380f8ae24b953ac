package dev.wsgateway.gateway.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wsgateway.config.GatewayConfig;
import dev.wsgateway.gateway.Configs;
import dev.wsgateway.gateway.RunningGateway;
import dev.wsgateway.gateway.TestClient;
import dev.wsgateway.gateway.delivery.StubBackend;
import dev.wsgateway.redis.RedisNames;
import dev.wsgateway.testing.redis.RedisServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class MetricsPageIT {
    private static final Pattern NAMED = Pattern.compile("(?m)^\\| `(wsgateway_[a-z_]+)` \\| (\\w+) ");
    private static final Pattern SCRAPED = Pattern.compile("(?m)^# TYPE (wsgateway_[a-z_]+) (\\w+)$");

    @Test
    void thePageNamesEachMetricAndNoOther() throws IOException {
        Set<String> named = found(NAMED, Files.readString(Path.of("../docs/metrics.md")));
        try (StubBackend backend = StubBackend.started();
                RedisServer redis = RedisServer.started();
                RunningGateway gateway = RunningGateway.ready("g1", config(redis, backend));
                TestClient client = gateway.connect()) {
            redis.cli("XGROUP", "CREATE", new RedisNames("shop", "chat").entries("orders", 0), "g", "0", "MKSTREAM");
            client.command("\"rpc\":{\"method\":\"orders\",\"data\":{}}");
            client.command("\"rpc\":{\"method\":\"nosuch\",\"data\":{}}");
            gateway.post("/api/disconnect", "{\"user\":\"\",\"client\":\"" + client.client() + "\"}");
            gateway.send(HttpRequest.newBuilder(gateway.uri("/healthz")).build());
            refusedHandshake(gateway);
            await().untilAsserted(() ->
                    assertThat(found(SCRAPED, gateway.get("/metrics").body())).isEqualTo(named));
        }
    }

    private static GatewayConfig config(RedisServer redis, StubBackend backend) {
        GatewayConfig.Push push = new GatewayConfig.Push(
                backend.url("/"),
                1,
                1,
                Duration.ofSeconds(5),
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                "application/json",
                10);
        return Configs.config(redis.url())
                .streams(List.of(new GatewayConfig.Stream(
                        "orders",
                        GatewayConfig.Sender.ANYONE,
                        10,
                        GatewayConfig.WhenFull.REJECT,
                        Duration.ofMinutes(1),
                        List.of(new GatewayConfig.ConsumerGroup("g", push)))))
                .build();
    }

    private static void refusedHandshake(RunningGateway gateway) {
        String http = gateway.websocket("/nosuch").toString().replace("ws://", "http://");
        assertThat(gateway.send(HttpRequest.newBuilder(URI.create(http)).build())
                        .statusCode())
                .isEqualTo(404);
    }

    private static Set<String> found(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map(MetricsPageIT::nameAndType)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    // Micrometer's maximum of a timer is a gauge of its own, which the page names with the timer.
    private static String nameAndType(MatchResult match) {
        return match.group(1).replace("_seconds_max", "_seconds") + " "
                + (match.group(1).endsWith("_seconds_max") ? "summary" : match.group(2));
    }
}
