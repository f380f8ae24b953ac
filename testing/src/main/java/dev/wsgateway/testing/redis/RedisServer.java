package dev.wsgateway.testing.redis;

import dev.wsgateway.testing.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** A real Redis on a port of 127.0.0.1 that stays its own, with its data, while it is stopped. */
public final class RedisServer implements AutoCloseable {
    private static final Duration UP = Duration.ofSeconds(30);

    private final RedisOptions options;
    private final Path directory = Folders.temporary("redis");
    private final Path checkpoint = Path.of(directory + ".checkpoint");
    private final Thread atExit = new Thread(this::end);
    private int port = Ports.free();
    private @Nullable Process process;
    private @Nullable Path sentinelFile;

    private RedisServer(RedisOptions options) {
        this.options = options;
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /** Starts one of the standard options, with further arguments of redis-server. */
    public static RedisServer started(String... arguments) {
        return started(RedisOptions.standard().with(arguments));
    }

    /** Starts one; returns once it answers. */
    public static RedisServer started(RedisOptions options) {
        RedisServer server = new RedisServer(options);
        while (!server.tryStart()) {
            if (!server.log().contains("Address already in use")) {
                throw new IllegalStateException("redis-server ended:\n" + server.log());
            }
            server.port = Ports.free();
        }
        return server;
    }

    /** One whose command line begins with a configuration file, which it rewrites; see {@link RedisSentinels}. */
    static RedisServer sentinel(RedisOptions options, List<String> lines) {
        RedisServer server = new RedisServer(options);
        Path file = server.directory.resolve("sentinel.conf");
        List<String> all = new ArrayList<>(lines);
        all.addAll(List.of("bind 127.0.0.1", "dir " + server.directory));
        List<String> ports = options.portArguments(server.port);
        for (int i = 0; i < ports.size(); i += 2) {
            all.add(ports.get(i).substring(2) + " " + ports.get(i + 1));
        }
        try {
            Files.write(file, all);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.sentinelFile = file;
        server.start();
        return server;
    }

    /** One that is not started yet; its port is known already. */
    public static RedisServer stopped(String... arguments) {
        return new RedisServer(RedisOptions.standard().with(arguments));
    }

    public RedisOptions options() {
        return options;
    }

    public int port() {
        return port;
    }

    /** Where it is, without credentials. */
    public String url() {
        return (options.tls() == null ? "redis" : "rediss") + "://127.0.0.1:" + port;
    }

    /** Starts it, with the data it had when it was stopped; returns once it answers. */
    public void start() {
        if (!tryStart()) {
            throw new IllegalStateException("redis-server ended:\n" + log());
        }
    }

    private boolean tryStart() {
        List<String> command = new ArrayList<>();
        if (sentinelFile == null) {
            command.addAll(options.command(port));
            command.addAll(List.of("--dir", directory.toString()));
        } else {
            command.addAll(List.of(options.program().path().toString(), sentinelFile.toString(), "--sentinel"));
        }
        Process started;
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(logFile().toFile());
            builder.environment().putAll(options.environment());
            started = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        process = started;
        Awaitility.await("answer of redis-server, see " + logFile())
                .atMost(UP)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> !started.isAlive() || isReady());
        return started.isAlive();
    }

    private boolean isReady() {
        try (Resp resp = new Resp(port, options.tls())) {
            return resp.call("PING").matches("PONG|NOAUTH.*");
        } catch (IOException e) {
            return false;
        }
    }

    public boolean isRunning() {
        return process != null && process.isAlive();
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

    /** Ends it at once, and starts it with what it had on the disk. */
    public void restart() {
        kill();
        start();
    }

    /** Ends it at once, and starts it without any data. */
    public void restartEmpty() {
        kill();
        Folders.delete(directory);
        create(directory);
        start();
    }

    /** Keeps a copy of the data as it is now. */
    public void checkpoint() {
        Folders.copy(directory, checkpoint);
    }

    /** Ends it at once and starts it with the data of the {@link #checkpoint}: all that came later is lost. */
    public void crashBackToCheckpoint() {
        kill();
        Folders.copy(checkpoint, directory);
        start();
    }

    /** Makes it hang: connections stay open and nothing is answered until {@link #resume}. */
    public void pause() {
        signal("-STOP");
    }

    public void resume() {
        signal("-CONT");
    }

    /** What redis-cli prints for a command into a pipe: elements of arrays in lines, errors as their text. */
    public String cli(String... command) {
        try (Resp resp = new Resp(port, options.tls())) {
            RedisOptions.User user = options.user();
            if (user != null) {
                resp.call("AUTH", user.name(), user.password());
            }
            return resp.call(command).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One field of {@code INFO}, such as {@code master_replid}. */
    public String info(String field) {
        return cli("INFO", "all")
                .lines()
                .map(String::strip)
                .filter(line -> line.startsWith(field + ":"))
                .map(line -> line.substring(field.length() + 1))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("INFO has no " + field));
    }

    /** Makes it a replica, and waits until it has what its master has. */
    public void replicate(RedisServer master) {
        cli("REPLICAOF", "127.0.0.1", Integer.toString(master.port()));
        awaitInSync(master);
    }

    /** Waits until this replica has all that was written to its master before the call. */
    public void awaitInSync(RedisServer master) {
        long wanted = Long.parseLong(master.info("master_repl_offset"));
        Awaitility.await("replica in sync, see " + logFile())
                .atMost(UP)
                .pollInterval(Duration.ofMillis(20))
                .until(() ->
                        info("master_link_status").equals("up") && Long.parseLong(info("slave_repl_offset")) >= wanted);
    }

    /**
     * Makes this replica lag: from now on it gets nothing from its master, because it logs in with a wrong name.
     * {@link #catchUp} ends it.
     */
    public void fallBehind(RedisServer master) {
        cli("CONFIG", "SET", "masteruser", "nobody", "masterauth", "wrong");
        master.cli("CLIENT", "KILL", "TYPE", "replica");
        Awaitility.await("replica without its master")
                .atMost(UP)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> info("master_link_status").equals("down"));
    }

    /** Ends what {@link #fallBehind} began. */
    public void catchUp() {
        RedisOptions.User user = options.user();
        cli(
                "CONFIG",
                "SET",
                "masteruser",
                user == null ? "" : user.name(),
                "masterauth",
                user == null ? "" : user.password());
    }

    /** What it has written to its log. */
    public String log() {
        try {
            return Files.exists(logFile()) ? Files.readString(logFile()) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path logFile() {
        return directory.resolve("log");
    }

    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(atExit);
        end();
    }

    private void end() {
        if (process != null) {
            process.destroyForcibly();
            awaitEnd();
        }
        Folders.delete(directory);
        Folders.delete(checkpoint);
    }

    private Process running() {
        if (process == null) {
            throw new IllegalStateException("not started");
        }
        return process;
    }

    private void signal(String signal) {
        try {
            new ProcessBuilder("kill", signal, Long.toString(running().pid()))
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void create(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
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
}
