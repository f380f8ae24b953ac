package dev.wsgateway.gateway.redis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** A real redis-server on a free port of 127.0.0.1, keeping its data in a folder of its own while it is stopped. */
public final class RedisServer implements AutoCloseable {
    private final Path directory;
    private final int port;
    private final List<String> arguments;
    private @Nullable Process process;

    private RedisServer(String... arguments) {
        this.port = freePort();
        try {
            this.directory = Files.createTempDirectory("redis");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.arguments = List.of(arguments);
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

    /** Starts one, with further arguments of redis-server such as {@code --requirepass secret}. */
    public static RedisServer started(String... arguments) {
        RedisServer server = new RedisServer(arguments);
        server.start();
        return server;
    }

    /** One that is not started yet; its port is known already. */
    public static RedisServer stopped(String... arguments) {
        return new RedisServer(arguments);
    }

    public int port() {
        return port;
    }

    public String url() {
        return "redis://127.0.0.1:" + port;
    }

    /** Starts it, with the data it had when it was stopped; returns once it answers. */
    public void start() {
        List<String> command = new ArrayList<>(List.of("redis-server", "--bind", "127.0.0.1"));
        command.addAll(List.of("--port", Integer.toString(port), "--dir", directory.toString()));
        command.addAll(List.of("--appendonly", "yes", "--appendfsync", "always", "--save", ""));
        command.addAll(arguments);
        try {
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("log").toFile())
                    .start();
        } catch (IOException e) {
            throw new IllegalStateException("cannot start redis-server: install Redis 7.0 or newer", e);
        }
        Awaitility.await("answer of redis-server, see " + directory + "/log")
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(20))
                .until(this::answers);
    }

    /** Stops it in good order. */
    public void stop() {
        running().destroy();
        awaitEnd();
    }

    /** Ends it at once, with SIGKILL. */
    public void kill() {
        running().destroyForcibly();
        awaitEnd();
    }

    /** Keeps a copy of the data as it is now. */
    public void checkpoint() {
        run(List.of("rm", "-rf", directory + ".checkpoint"));
        run(List.of("cp", "-r", directory.toString(), directory + ".checkpoint"));
    }

    /** Ends it at once and starts it with the data of the {@link #checkpoint}: all that came later is lost. */
    public void crashBackToCheckpoint() {
        kill();
        run(List.of("rm", "-rf", directory.toString()));
        run(List.of("cp", "-r", directory + ".checkpoint", directory.toString()));
        start();
    }

    /** Makes it hang: connections stay open and nothing is answered until {@link #resume}. */
    public void pause() {
        signal("-STOP");
    }

    public void resume() {
        signal("-CONT");
    }

    /** The reply of redis-cli to a command. */
    public String cli(String... arguments) {
        List<String> command = new ArrayList<>(List.of("redis-cli", "-p", Integer.toString(port)));
        command.addAll(List.of(arguments));
        return run(command);
    }

    @Override
    public void close() {
        if (process != null) {
            process.destroyForcibly();
            awaitEnd();
        }
    }

    private Process running() {
        if (process == null) {
            throw new IllegalStateException("not started");
        }
        return process;
    }

    private void signal(String signal) {
        run(List.of("kill", signal, Long.toString(running().pid())));
    }

    private static String run(List<String> command) {
        try {
            Process run = new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(run.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            run.waitFor();
            return output.strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void awaitEnd() {
        try {
            if (!running().waitFor(20, TimeUnit.SECONDS)) {
                throw new IllegalStateException("redis-server did not end");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private boolean answers() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
            socket.setSoTimeout(500);
            socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
            String reply = new String(socket.getInputStream().readNBytes(5), StandardCharsets.US_ASCII);
            return reply.equals("+PONG") || reply.equals("-NOAU");
        } catch (IOException e) {
            return false;
        }
    }
}
