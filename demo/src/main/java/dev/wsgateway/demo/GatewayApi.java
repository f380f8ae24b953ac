package dev.wsgateway.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** The HTTP API of the gateways: any of them reaches the sockets of all. */
final class GatewayApi implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private final String uri;
    private final String key;

    /**
     * A client of the API.
     *
     * @param uri such as {@code http://chat-api:9001/api}
     * @param key sent as {@code X-API-Key}
     */
    GatewayApi(String uri, String key) {
        this.uri = uri;
        this.key = key;
    }

    /**
     * Sends a JSON value to all that are subscribed to a channel.
     *
     * @throws IOException when no gateway took it, or it is unknown whether one did
     */
    void publish(String channel, JsonNode data) throws IOException, InterruptedException {
        JsonNode body = JSON.createObjectNode().put("channel", channel).set("data", data);
        HttpRequest request = HttpRequest.newBuilder(URI.create(uri + "/publish"))
                .timeout(Duration.ofSeconds(5))
                .header("X-API-Key", key)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)))
                .build();
        HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
        // The API answers 200 also to a request that it refuses: the body then has an error.
        if (response.statusCode() != 200 || JSON.readTree(response.body()).has("error")) {
            throw new IOException(uri + "/publish answered " + response.statusCode() + " " + response.body());
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
