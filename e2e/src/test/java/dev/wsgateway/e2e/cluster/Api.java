package dev.wsgateway.e2e.cluster;

import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/**
 * The HTTP API at one address.
 *
 * @param url such as {@code http://chat-api.shop.svc:9001/api}
 */
record Api(String url) {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    /** By the Service: any gateway. */
    static Api of(Sample sample) {
        return new Api(sample.apiUrl());
    }

    /** One pod. */
    static Api of(Pod pod) {
        return new Api("http://" + pod.getStatus().getPodIP() + ":9001/api");
    }

    /** What it answers to a publication as a {@link Crowd} expects it. */
    String publishNumber(String channel, long number) throws IOException, InterruptedException {
        String data = "{\"n\":" + number + ",\"t\":" + System.currentTimeMillis() + "}";
        return post("publish", "{\"channel\":\"" + channel + "\",\"data\":" + data + "}", Sample.API_KEY)
                .body();
    }

    /** What it answers to a publication of {@code {"from": url}}. */
    String publish(String channel, String key) throws IOException, InterruptedException {
        return post("publish", "{\"channel\":\"" + channel + "\",\"data\":{\"from\":\"" + url + "\"}}", key)
                .body();
    }

    /** The HTTP status with this key. */
    int status(String key) throws IOException, InterruptedException {
        return post("info", "{}", key).statusCode();
    }

    private HttpResponse<String> post(String method, String body, String key) throws IOException, InterruptedException {
        return HTTP.send(
                HttpRequest.newBuilder(URI.create(url + "/" + method))
                        .timeout(Duration.ofSeconds(5))
                        .header("X-API-Key", key)
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
