package dev.wsgateway.e2e.apiserver;

import dev.wsgateway.redis.GatewayReport;
import dev.wsgateway.redis.RedisNames;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** A real redis-server on 127.0.0.1. It keeps its port, and its data, while it is stopped. */
final class RedisServer implements AutoCloseable {
    private final Path directory;
    private final int port;
    private @Nullable Process process;

    private RedisServer(Path directory, int port) {
        this.directory = directory;
        this.port = port;
    }

    static RedisServer started() {
        try {
            Path directory = Files.createTempDirectory("wsgateway-redis-");
            while (true) {
                // Below the ports that the kernel gives away by itself, so that nobody takes it while the server is
                // stopped.
                var server =
                        new RedisServer(directory, ThreadLocalRandom.current().nextInt(20_000, 30_000));
                if (server.tryStart()) {
                    return server;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String url() {
        return "redis://127.0.0.1:" + port;
    }

    /** Starts it again after {@link #stop}. */
    void start() {
        try {
            if (!tryStart()) {
                throw new IllegalStateException(Files.readString(directory.resolve("log")));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void stop() {
        if (process != null) {
            process.destroy();
            process.onExit().join();
        }
    }

    /** What redis-cli prints for a command. */
    String cli(String... arguments) {
        try {
            List<String> command = new ArrayList<>(List.of("redis-cli", "-p", Integer.toString(port)));
            command.addAll(List.of(arguments));
            Process cli = new ProcessBuilder(command).redirectErrorStream(true).start();
            return new String(cli.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes a report as a gateway does. */
    void report(String namespace, String name, GatewayReport report) {
        var names = new RedisNames(namespace, name);
        cli("ZADD", names.gateways(), Long.toString(System.currentTimeMillis()), report.node());
        cli("SET", names.report(report.node()), report.toJson());
    }

    /** Whether it answers now; false when it has ended, as it does when another process has the port. */
    private boolean tryStart() throws IOException {
        Process started = new ProcessBuilder(
                        "redis-server",
                        "--bind",
                        "127.0.0.1",
                        "--port",
                        Integer.toString(port),
                        "--dir",
                        directory.toString(),
                        "--appendonly",
                        "yes",
                        "--save",
                        "")
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile())
                .start();
        process = started;
        Awaitility.await("redis-server answers or ends")
                .until(() -> !started.isAlive() || cli("ping").matches("PONG|NOAUTH.*"));
        return started.isAlive();
    }

    @Override
    public void close() {
        stop();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
