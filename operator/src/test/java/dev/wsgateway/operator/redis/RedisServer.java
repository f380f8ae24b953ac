package dev.wsgateway.operator.redis;

import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** A {@code redis-server} of the test's own on a free port of the loopback, without persistence unless told otherwise. */
final class RedisServer implements AutoCloseable {
    private final int port;
    private final Path folder;
    private final List<String> options;
    private Process process;

    private RedisServer(int port, Path folder, List<String> options) {
        this.port = port;
        this.folder = folder;
        this.options = options;
        this.process = launch();
    }

    static RedisServer start(String... options) {
        try {
            return new RedisServer(freePort(), Files.createTempDirectory("redis-server"), List.of(options));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One that speaks TLS only. */
    static RedisServer startTls(ServerCertificate certificate) {
        try {
            int port = freePort();
            return new RedisServer(
                    port,
                    Files.createTempDirectory("redis-server"),
                    List.of(
                            "--port",
                            "0",
                            "--tls-port",
                            String.valueOf(port),
                            "--tls-cert-file",
                            certificate.certificate().toString(),
                            "--tls-key-file",
                            certificate.key().toString(),
                            "--tls-auth-clients",
                            "no"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // Below the ports of outgoing connections: one of those could take this one while the server is stopped.
    private static int freePort() {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(15_000, 32_000);
            try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return free.getLocalPort();
            } catch (IOException taken) {
                // Another one, then.
            }
        }
    }

    String url() {
        return "redis://127.0.0.1:" + port;
    }

    int port() {
        return port;
    }

    /** Ends the process as a crash does. */
    void kill() {
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Starts it again on the same port, empty. */
    void restart() {
        kill();
        process = launch();
    }

    private Process launch() {
        List<String> command = new ArrayList<>(List.of(
                "redis-server",
                "--bind",
                "127.0.0.1",
                "--port",
                String.valueOf(port),
                "--save",
                "",
                "--dir",
                folder.toString()));
        command.addAll(options);
        try {
            Process started = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(new File(folder.toFile(), "log"))
                    .start();
            await("redis-server is up; its log is in " + folder)
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> logged("Ready to accept connections") || !started.isAlive());
            if (!started.isAlive()) {
                throw new IOException("redis-server ended; its log is in " + folder);
            }
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean logged(String text) throws IOException {
        return Files.readString(folder.resolve("log")).contains(text);
    }

    @Override
    public void close() {
        kill();
    }
}
