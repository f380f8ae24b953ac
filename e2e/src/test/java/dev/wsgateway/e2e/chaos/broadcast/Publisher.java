package dev.wsgateway.e2e.chaos.broadcast;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.wsgateway.e2e.chaos.history.Data;
import dev.wsgateway.e2e.chaos.history.Event;
import dev.wsgateway.e2e.chaos.history.HistoryFile;
import dev.wsgateway.e2e.chaos.history.Message;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A backend that publishes one after another through the HTTP API, and repeats under the same idempotency key, through
 * another gateway, what it has no answer to. On a thread of its own.
 */
final class Publisher implements Runnable {
    private static final Duration TIMEOUT = Duration.ofSeconds(4);
    private static final int ATTEMPTS = 8;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final BroadcastPlan plan;
    private final int number;
    private final List<URI> gateways;
    private final HttpClient http;
    private final HistoryFile history;
    private final RandomGenerator random;

    Publisher(BroadcastPlan plan, int number, List<URI> gateways, HttpClient http, HistoryFile history) {
        this.plan = plan;
        this.number = number;
        this.gateways = gateways;
        this.http = http;
        this.history = history;
        this.random = new SplittableRandom(plan.seed() * 31 + number);
    }

    @Override
    public void run() {
        try {
            for (long id = number; history.now() < plan.millis(); id += plan.publishers()) {
                String channel =
                        plan.channels().get(random.nextInt(plan.channels().size()));
                publish(id, channel, random.nextInt(plan.maxBytes()), random.nextInt(gateways.size()));
                Thread.sleep(random.nextInt(2 * plan.pauseMillis()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Publishes once, with as many tries as it takes. */
    void publish(long id, String channel, int bytes, int first) throws InterruptedException {
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            Message message = new Message(id, attempt);
            history.add(new Event.Publishing(history.now(), channel, message));
            Event.Answered answer = send(message, channel, bytes, gateways.get((first + attempt) % gateways.size()));
            history.add(answer);
            if (answer.offset() != null) {
                return;
            }
            Thread.sleep(50L << attempt);
        }
    }

    private Event.Answered send(Message message, String channel, int bytes, URI gateway) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(gateway)
                .timeout(TIMEOUT)
                .header("X-API-Key", BroadcastParts.API_KEY)
                .POST(HttpRequest.BodyPublishers.ofString("{\"channel\":\"" + channel + "\",\"data\":"
                        + Data.of(message, bytes) + ",\"idempotency_key\":\"" + message.id() + "\"}"))
                .build();
        try {
            JsonNode answer = JSON.readTree(
                    http.send(request, HttpResponse.BodyHandlers.ofString()).body());
            JsonNode result = answer.path("result");
            return result.has("offset")
                    ? answered(
                            message,
                            channel,
                            result.get("offset").asLong(),
                            result.get("epoch").asText(),
                            null)
                    : answered(message, channel, null, null, answer.toString());
        } catch (IOException e) {
            return answered(message, channel, null, null, e.getClass().getSimpleName() + ": " + e.getMessage());
        }
    }

    private Event.Answered answered(
            Message message, String channel, @Nullable Long offset, @Nullable String epoch, @Nullable String error) {
        return new Event.Answered(history.now(), channel, message, offset, epoch, error);
    }
}
