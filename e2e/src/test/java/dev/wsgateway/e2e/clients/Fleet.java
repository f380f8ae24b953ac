package dev.wsgateway.e2e.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wsgateway.config.GatewayConfig;
import dev.wsgateway.config.GatewayConfig.Access;
import dev.wsgateway.config.GatewayConfig.DataFormat;
import dev.wsgateway.config.GatewayEnvironment;
import dev.wsgateway.redis.RedisNames;
import dev.wsgateway.testing.Ports;
import dev.wsgateway.testing.redis.RedisServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gateways as processes of their own, on a Redis of their own, all on 127.0.0.1. Not for several threads. */
final class Fleet implements AutoCloseable {
    static final String API_KEY = "e2e-api-key";
    static final String JWT_SECRET = "a secret of at least 32 bytes, for tests";

    private static final Path GATEWAY = Path.of("../gateway/target/dist").toAbsolutePath();
    private final HttpClient http = HttpClient.newHttpClient();
    private final Path directory;
    private final List<Gateway> gateways = new ArrayList<>();
    private final RedisServer redis = RedisServer.started();
    final RedisNames names = new RedisNames("e2e", "fleet");

    /** Starts Redis and gateways, and waits until they are ready. */
    Fleet(int replicas) {
        this(replicas, null);
    }

    /** The same, with lifecycle events for the stream {@code connections}. */
    Fleet(int replicas, GatewayConfig.@Nullable LifecycleEvents lifecycleEvents) {
        assertThat(GATEWAY).as("made by `mvn package`").isDirectory();
        try {
            directory = Files.createTempDirectory("fleet");
            Files.createDirectories(directory.resolve("config"));
            Files.writeString(
                    directory.resolve("config").resolve(GatewayConfig.FILE),
                    config(lifecycleEvents).toJson());
            secret("api/key", API_KEY);
            secret("jwt/key", JWT_SECRET);
            redis("XGROUP", "CREATE", names.entries("orders", 0), "order-service", "0", "MKSTREAM");
            for (int i = 0; i < replicas; i++) {
                gateways.add(new Gateway("gateway-" + i, Ports.free(), Ports.free()));
            }
            gateways.forEach(Gateway::awaitReady);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private GatewayConfig config(GatewayConfig.@Nullable LifecycleEvents lifecycleEvents) {
        return new GatewayConfig(
                names.namespace(),
                names.name(),
                new GatewayConfig.Redis(redis.url(), null, null),
                List.of(
                        new GatewayConfig.Channel("news", Access.ANYONE, Access.NOBODY, DataFormat.JSON, null),
                        new GatewayConfig.Channel("user", Access.OWNER, Access.OWNER, DataFormat.JSON, null),
                        new GatewayConfig.Channel(
                                "log",
                                Access.ANYONE,
                                Access.ANYONE,
                                DataFormat.JSON,
                                new GatewayConfig.History(1000, Duration.ofMinutes(5), Duration.ofMinutes(5)),
                                GatewayConfig.SlowPolicy.CLOSE,
                                null,
                                new GatewayConfig.Visibility(false, false, true)),
                        new GatewayConfig.Channel(
                                "gap",
                                Access.ANYONE,
                                Access.NOBODY,
                                DataFormat.JSON,
                                new GatewayConfig.History(1000, Duration.ofMinutes(5), Duration.ofMinutes(5)),
                                GatewayConfig.SlowPolicy.UNSUBSCRIBE,
                                null,
                                GatewayConfig.Visibility.NOTHING),
                        new GatewayConfig.Channel(
                                "state",
                                Access.ANYONE,
                                Access.NOBODY,
                                DataFormat.JSON,
                                null,
                                GatewayConfig.SlowPolicy.CONFLATE,
                                null,
                                GatewayConfig.Visibility.NOTHING),
                        new GatewayConfig.Channel(
                                "room",
                                Access.ANYONE,
                                Access.NOBODY,
                                DataFormat.JSON,
                                null,
                                GatewayConfig.SlowPolicy.CLOSE,
                                null,
                                new GatewayConfig.Visibility(true, true, false, GatewayConfig.JoinLeave.ON_REQUEST)),
                        new GatewayConfig.Channel(
                                "doc",
                                Access.ANYONE,
                                Access.NOBODY,
                                DataFormat.JSON,
                                new GatewayConfig.History(
                                        1000,
                                        Duration.ofMinutes(5),
                                        Duration.ofMinutes(5),
                                        GatewayConfig.RecoveryMode.CACHE,
                                        GatewayConfig.Delta.FOSSIL))),
                List.of(
                        GatewayConfig.Stream.of("orders", GatewayConfig.Sender.ANYONE, 1000, "order-service"),
                        GatewayConfig.Stream.of("connections", GatewayConfig.Sender.NOBODY, 100_000)),
                new GatewayConfig.Authentication(true, new GatewayConfig.Jwt("jwt/key", null, null, null, null)),
                "api/key",
                List.of("*"),
                new GatewayConfig.Limits(65_536, 1 << 20, 1 << 20, 128, 1000),
                new GatewayConfig.Timeouts(
                        Duration.ofSeconds(10), Duration.ofSeconds(25), Duration.ofSeconds(10), Duration.ofSeconds(75)),
                new GatewayConfig.Ports(8001, 9001),
                new GatewayConfig.Drain(Duration.ofSeconds(3)),
                lifecycleEvents);
    }

    private void secret(String path, String value) throws IOException {
        Path file = directory.resolve("secrets").resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, value);
    }

    Gateway gateway(int number) {
        return gateways.get(number);
    }

    /** What redis-cli prints for a command. */
    String redis(String... command) {
        return redis.cli(command);
    }

    @Override
    public void close() {
        gateways.forEach(Gateway::kill);
        redis.close();
    }

    /** One gateway. */
    final class Gateway {
        private final String name;
        private final int websocketPort;
        private final int apiPort;
        private Process process;

        private Gateway(String name, int websocketPort, int apiPort) {
            this.name = name;
            this.websocketPort = websocketPort;
            this.apiPort = apiPort;
            this.process = start();
        }

        /** Starts it, on the ports it had before. */
        Process start() {
            ProcessBuilder command = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:+UseSerialGC",
                            "-XX:TieredStopAtLevel=1",
                            "-Xmx128m",
                            "--enable-native-access=ALL-UNNAMED",
                            "--sun-misc-unsafe-memory-access=allow",
                            "-cp",
                            GATEWAY + "/*",
                            "dev.wsgateway.gateway.Main")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            directory.resolve(name + ".log").toFile()));
            command.environment().put(GatewayEnvironment.CONFIG_DIRECTORY, directory + "/config");
            command.environment().put(GatewayEnvironment.SECRETS_DIRECTORY, directory + "/secrets");
            command.environment().put(GatewayEnvironment.NODE, name);
            command.environment().put(GatewayEnvironment.BIND_ADDRESS, "127.0.0.1");
            command.environment().put(GatewayEnvironment.WEBSOCKET_PORT, "" + websocketPort);
            command.environment().put(GatewayEnvironment.API_PORT, "" + apiPort);
            try {
                process = command.start();
                return process;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        void awaitReady() {
            await("ready, see " + directory.resolve(name + ".log"))
                    .atMost(Duration.ofSeconds(60))
                    .ignoreExceptions()
                    .until(() -> get("/readyz").statusCode() == 200);
        }

        /** Ends it at once, with SIGKILL. */
        void kill() {
            process.destroyForcibly();
            await().until(() -> !process.isAlive());
        }

        /** Makes it hang, until {@link #resume}. */
        void pause() {
            signal("STOP");
        }

        void resume() {
            signal("CONT");
        }

        private void signal(String signal) {
            SdkClient.signal(process, signal);
        }

        /** A metric's value; 0 where it isn't there. */
        double metric(String name) throws IOException, InterruptedException {
            return get("/metrics")
                    .body()
                    .lines()
                    .filter(line -> line.startsWith(name + " "))
                    .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                    .findFirst()
                    .orElse(0);
        }

        String websocketUrl() {
            return "ws://127.0.0.1:" + websocketPort + "/connection/websocket";
        }

        String apiUrl() {
            return "http://127.0.0.1:" + apiPort + "/api";
        }

        HttpResponse<String> get(String path) throws IOException, InterruptedException {
            return http.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + apiPort + path))
                            .timeout(Duration.ofSeconds(10))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }

        /** Calls the HTTP API; the answer's body. */
        String api(String method, String body) throws IOException, InterruptedException {
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + apiPort + "/api/" + method))
                            .timeout(Duration.ofSeconds(10))
                            .header("X-API-Key", API_KEY)
                            .POST(HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            return answer.body();
        }

        void publish(String channel, String data) throws IOException, InterruptedException {
            assertThat(api("publish", "{\"channel\":\"" + channel + "\",\"data\":" + data + "}"))
                    .startsWith("{\"result\":");
        }
    }
}
