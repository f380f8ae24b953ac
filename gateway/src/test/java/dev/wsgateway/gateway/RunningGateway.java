package dev.wsgateway.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import dev.wsgateway.config.GatewayConfig;
import dev.wsgateway.gateway.auth.Tokens;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;

/** A whole gateway in this JVM, with folders of its own for its configuration and Secrets; its API key is {@code k1}. */
public final class RunningGateway implements AutoCloseable {
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Path config;
    private final Path secrets;
    private final GatewayProcess process;

    private RunningGateway(String node, GatewayConfig initial, Map<String, String> others) {
        try {
            config = Files.createTempDirectory("config");
            secrets = Files.createTempDirectory("secrets");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        configure(initial);
        secret("api/key", "k1\n");
        secret("jwt/key", new String(Tokens.SECRET, UTF_8));
        others.forEach(this::secret);
        process = GatewayProcess.start(new Options(config, secrets, node, "127.0.0.1", null, null, null, null));
    }

    /** Starts one and waits until it is ready. */
    public static RunningGateway ready(String node, GatewayConfig initial) {
        RunningGateway gateway = started(node, initial);
        await().atMost(Duration.ofSeconds(20)).until(gateway.process::isReady);
        return gateway;
    }

    /** Starts one. */
    public static RunningGateway started(String node, GatewayConfig initial) {
        return started(node, initial, Map.of());
    }

    /** Starts one that has further Secrets: text by path. */
    public static RunningGateway started(String node, GatewayConfig initial, Map<String, String> secrets) {
        return new RunningGateway(node, initial, secrets);
    }

    public GatewayProcess process() {
        return process;
    }

    /** Replaces the configuration file. */
    public void configure(GatewayConfig changed) {
        configure(changed.toJson());
    }

    /** Replaces the configuration file by any text. */
    public void configure(String text) {
        replace(config.resolve(GatewayConfig.FILE), text);
    }

    /** Replaces a Secret's file. */
    public void secret(String path, String content) {
        replace(secrets.resolve(path), content);
    }

    private static void replace(Path file, String content) {
        try {
            Files.createDirectories(file.getParent());
            Path fresh = file.resolveSibling("fresh");
            Files.writeString(fresh, content);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public URI uri(String path) {
        return URI.create("http://127.0.0.1:" + process.apiPort() + path);
    }

    /** Where sockets of the client protocol are opened. */
    public URI websocket(String path) {
        return URI.create("ws://127.0.0.1:" + process.websocketPort() + path);
    }

    public HttpClient http() {
        return http;
    }

    public HttpResponse<String> get(String path) {
        return send(HttpRequest.newBuilder(uri(path)).build());
    }

    /** Posts to the API with a valid key. */
    public HttpResponse<String> post(String path, String body) {
        return send(HttpRequest.newBuilder(uri(path))
                .header("X-API-Key", "k1")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    public HttpResponse<String> send(HttpRequest request) {
        try {
            return http.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A client of the protocol in JSON, connected and anonymous. */
    public TestClient connect() {
        return TestClient.connect(this, "");
    }

    @Override
    public void close() {
        process.close();
        http.close();
    }
}
