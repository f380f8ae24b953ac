package dev.wsgateway.gateway.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wsgateway.gateway.Configs;
import dev.wsgateway.gateway.RunningGateway;
import dev.wsgateway.gateway.TestClient;
import dev.wsgateway.testing.redis.RedisServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
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
        try (RedisServer redis = RedisServer.started();
                RunningGateway gateway =
                        RunningGateway.ready("g1", Configs.config(redis.url()).build());
                TestClient client = gateway.connect()) {
            client.command("\"rpc\":{\"method\":\"orders\",\"data\":{}}");
            client.command("\"rpc\":{\"method\":\"nosuch\",\"data\":{}}");
            gateway.post("/api/disconnect", "{\"user\":\"\",\"client\":\"" + client.client() + "\"}");
            gateway.send(HttpRequest.newBuilder(gateway.uri("/healthz")).build());
            refusedHandshake(gateway);
            await().untilAsserted(() ->
                    assertThat(found(SCRAPED, gateway.get("/metrics").body())).isEqualTo(named));
        }
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
