package dev.wsgateway.e2e.chaos.parts;

import dev.wsgateway.config.GatewayConfig;
import dev.wsgateway.config.GatewayEnvironment;
import dev.wsgateway.testing.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One gateway, which keeps its ports while it is not running. */
public final class GatewayNode implements AutoCloseable {
    private static final Path DIST = Path.of("../gateway/target/dist").toAbsolutePath();
    /** Where a JVM of this class path keeps its classes, so that the next one starts in half the time. */
    private static final Path ARCHIVE = Path.of("target/chaos/gateway.jsa").toAbsolutePath();

    private final Path directory;
    private final int websocketPort;
    private final int apiPort;
    private final Program program;

    /**
     * A gateway that does not run yet.
     *
     * @param secrets files with secrets, by their paths
     * @param further variables of its environment
     */
    public GatewayNode(
            Path directory,
            String name,
            GatewayConfig config,
            Map<String, String> secrets,
            Map<String, String> further) {
        this.directory = directory;
        websocketPort = Ports.free();
        apiPort = Ports.free();
        write("config/" + GatewayConfig.FILE, config.toJson());
        secrets.forEach((path, value) -> write("secrets/" + path, value));
        Map<String, String> environment = new HashMap<>(further);
        environment.put(GatewayEnvironment.CONFIG_DIRECTORY, directory + "/config");
        environment.put(GatewayEnvironment.SECRETS_DIRECTORY, directory + "/secrets");
        environment.put(GatewayEnvironment.NODE, name);
        environment.put(GatewayEnvironment.BIND_ADDRESS, "127.0.0.1");
        environment.put(GatewayEnvironment.WEBSOCKET_PORT, Integer.toString(websocketPort));
        environment.put(GatewayEnvironment.API_PORT, Integer.toString(apiPort));
        program = new Program(directory.resolve("log"), directory, command(), environment);
    }

    private static List<String> command() {
        if (!Files.isDirectory(DIST)) {
            throw new IllegalStateException(DIST + " is missing: call `make chaos`, which builds it");
        }
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx128m",
                "-Xshare:auto",
                "-XX:SharedArchiveFile=" + ARCHIVE,
                "-Xlog:disable",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                DIST + "/*",
                "dev.wsgateway.gateway.Main");
    }

    private void write(String path, String text) {
        try {
            Path file = directory.resolve(path);
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where it takes sockets. */
    public int websocketPort() {
        return websocketPort;
    }

    /** Where it takes calls of the HTTP API. */
    public int apiPort() {
        return apiPort;
    }

    /** Starts it. */
    public void start() {
        program.start();
    }

    /** Returns when it is ready. */
    public void awaitReady(HttpClient http) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + apiPort + "/readyz"))
                .timeout(Duration.ofSeconds(2))
                .build();
        Waiting.until(
                "ready, see " + directory + "/log",
                () -> http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200);
    }

    /** Ends it at once. */
    public void kill() {
        program.kill();
    }

    /** Stops it where it is. */
    public void pause() {
        program.pause();
    }

    /** Lets it go on. */
    public void resume() {
        program.resume();
    }

    @Override
    public void close() {
        program.close();
    }
}
