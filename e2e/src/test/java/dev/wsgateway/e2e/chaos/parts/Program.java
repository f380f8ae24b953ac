package dev.wsgateway.e2e.chaos.parts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A process that can be killed, stopped and started again. Any thread. */
final class Program implements AutoCloseable {
    private final Path log;
    private final Path directory;
    private final List<String> command;
    private final Map<String, String> environment;
    private final Thread atExit = new Thread(this::kill);
    private @Nullable Process process;

    Program(Path log, Path directory, List<String> command, Map<String, String> environment) {
        this.log = log;
        this.directory = directory;
        this.command = command;
        this.environment = environment;
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /** Starts it, unless it runs. */
    synchronized void start() {
        if (process != null && process.isAlive()) {
            return;
        }
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + command.getFirst(), e);
        }
    }

    /** Ends it at once, with SIGKILL; returns when it is gone. */
    synchronized void kill() {
        if (process != null) {
            process.destroyForcibly();
            process.onExit().join();
        }
    }

    /** Stops it where it is, with SIGSTOP. */
    void pause() {
        signal("STOP");
    }

    /** Lets it go on, with SIGCONT. */
    void resume() {
        signal("CONT");
    }

    private synchronized void signal(String signal) {
        if (process == null || !process.isAlive()) {
            return;
        }
        try {
            new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(atExit);
        kill();
    }
}
