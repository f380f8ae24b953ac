package dev.wsgateway.bench.scenario;

import dev.wsgateway.bench.contender.Cluster;
import dev.wsgateway.bench.contender.Contender;
import dev.wsgateway.bench.contender.Ground;
import dev.wsgateway.bench.load.Publisher;
import dev.wsgateway.bench.load.Sockets;
import dev.wsgateway.bench.process.Loopback;
import dev.wsgateway.bench.process.Program;
import dev.wsgateway.bench.process.Usage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One contender on a Redis of its own, and what puts load on it. All of it ends with {@link #close}. */
final class Arena implements AutoCloseable {
    private final Path directory;
    private final Program redis;
    private final Cluster cluster;
    private @Nullable Sockets sockets;
    private @Nullable Publisher publisher;

    /** Starts Redis and two nodes of the contender. */
    Arena(Contender contender, boolean history, boolean protobuf) {
        this(contender, history, protobuf, 2);
    }

    Arena(Contender contender, boolean history, boolean protobuf, int nodes) {
        try {
            directory = Files.createTempDirectory("wsgateway-bench");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        int port = Program.freePort();
        redis = Program.start(
                "redis",
                directory,
                Map.of(),
                List.of(
                        "redis-server",
                        "--bind",
                        "127.0.0.1",
                        "--port",
                        "" + port,
                        "--save",
                        "",
                        "--dir",
                        directory + ""));
        try {
            redis.await("listening", Duration.ofSeconds(10), () -> Loopback.accepts(port));
            cluster = contender.start(new Ground(directory, port, history, protobuf, nodes));
        } catch (RuntimeException e) {
            redis.close();
            throw e;
        }
    }

    /** Prepares sockets, spread over the nodes, not open yet. */
    Sockets sockets(int count, String channel, int channels, int messageBytes) {
        Sockets fresh = new Sockets(
                new Sockets.Plan(cluster.dialect(), cluster.websocketPorts(), count, channel, channels, messageBytes),
                directory);
        sockets = fresh;
        return fresh;
    }

    /** Connects to the API of the first node. */
    Publisher publisher(int connections, int messageBytes) {
        Publisher fresh = new Publisher(cluster.apiPorts().getFirst(), connections, messageBytes);
        publisher = fresh;
        return fresh;
    }

    /** What the nodes have used so far. */
    Usage nodes() {
        return Usage.sum(cluster.nodes());
    }

    Usage redis() {
        return redis.usage();
    }

    /** Lets time pass that is part of the measurement. */
    static void pass(double seconds) {
        try {
            Thread.sleep(Duration.ofMillis((long) (seconds * 1000)));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        if (publisher != null) {
            publisher.close();
        }
        if (sockets != null) {
            sockets.close();
        }
        cluster.close();
        redis.close();
    }
}
