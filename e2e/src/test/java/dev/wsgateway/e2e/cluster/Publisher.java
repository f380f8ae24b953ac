package dev.wsgateway.e2e.cluster;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A backend that publishes 1, 2, 3, … to a channel through the API's Service, until it is closed. What fails it
 * sends again with the same idempotency key until it succeeds, so that each number is published once, in order.
 */
final class Publisher implements AutoCloseable {
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private final String apiUrl;
    private final String channel;
    private final Duration interval;
    private final Thread thread;
    private volatile long published;
    private final AtomicLong failures = new AtomicLong();
    private volatile boolean stopping;

    Publisher(Sample sample, String channel, Duration interval) {
        this.apiUrl = sample.apiUrl();
        this.channel = channel;
        this.interval = interval;
        this.thread = Thread.ofVirtual().start(this::run);
    }

    private void run() {
        try {
            while (!stopping) {
                long next = published + 1;
                if (publish(next)) {
                    published = next;
                } else {
                    failures.incrementAndGet();
                }
                Thread.sleep(interval);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean publish(long number) throws InterruptedException {
        String body = "{\"channel\":\"%s\",\"idempotency_key\":\"%d\",\"data\":{\"n\":%d,\"t\":%d}}"
                .formatted(channel, number, number, System.currentTimeMillis());
        try {
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(URI.create(apiUrl + "/publish"))
                            .timeout(Duration.ofSeconds(5))
                            .header("X-API-Key", Sample.API_KEY)
                            .POST(HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            return answer.statusCode() == 200 && answer.body().contains("\"result\"");
        } catch (IOException e) {
            return false;
        }
    }

    /** How many attempts failed or were of unknown outcome. */
    long failures() {
        return failures.get();
    }

    /** Waits until so many more are published. */
    void awaitMore(int count) {
        long until = published + count;
        await("more is published").atMost(Duration.ofMinutes(1)).until(() -> published >= until);
    }

    /** Stops and says how many were published. */
    long stop() throws InterruptedException {
        stopping = true;
        thread.join();
        return published;
    }

    @Override
    public void close() {
        stopping = true;
        http.shutdownNow();
    }
}
