package dev.wsgateway.bench.contender;

import dev.wsgateway.bench.process.Loopback;
import dev.wsgateway.bench.process.Program;
import java.nio.file.Path;
import java.time.Duration;

/** A server that is measured. */
public interface Contender {
    /** Starts it, and waits until it serves. */
    Cluster start(Ground ground);

    /**
     * The contender of a name: {@code wsgateway}, {@code centrifugo}, {@code socketio-streams}, {@code
     * socketio-sharded}, {@code ws} (the naive one: ws and Redis Pub/Sub) or {@code netty} (the floor: no protocol). The
     * first and the last take a transport: {@code wsgateway:io_uring}.
     */
    static Contender of(String name) {
        String program = name.contains(":") ? name.substring(0, name.indexOf(':')) : name;
        String transport = name.contains(":") ? name.substring(name.indexOf(':') + 1) : "epoll";
        return switch (program) {
            case "wsgateway" -> new Wsgateway(transport);
            case "centrifugo" -> new Centrifugo();
            case "socketio-streams", "socketio-sharded", "ws" -> new NodeServer(program);
            case "netty" -> new Floor(transport);
            default -> throw new IllegalArgumentException("no contender '" + name + "'");
        };
    }

    /** Folder for what is fetched and built once: rivals, by version. */
    static Path cache() {
        return Path.of(System.getProperty("user.home"), ".cache", "wsgateway");
    }

    /** Waits until a program takes connections. */
    static void awaitPort(Program program, int port) {
        program.await("listening", Duration.ofSeconds(60), () -> Loopback.accepts(port));
    }
}
