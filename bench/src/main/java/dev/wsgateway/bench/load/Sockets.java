package dev.wsgateway.bench.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.wsgateway.bench.process.Program;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The sockets of a scenario, in as many generator processes as they need: a process may open 20,000 files at most where
 * this was made. Not for several threads.
 */
public final class Sockets implements AutoCloseable {
    private static final int MAX_IN_PROCESS = 10_000;

    private final List<Program> generators = new ArrayList<>();
    private final List<BufferedReader> answers = new ArrayList<>();

    /**
     * What to open.
     *
     * @param dialect name of a {@link Dialect}
     * @param ports of the servers, which get the sockets in turn
     * @param channel with {@code %d} for the socket's number modulo {@code channels}
     */
    public record Plan(
            String dialect, List<Integer> ports, int count, String channel, int channels, int messageBytes) {}

    /** Starts the generators; the sockets are not open yet. */
    public Sockets(Plan plan, Path directory) {
        String ports = plan.ports().stream().map(String::valueOf).collect(Collectors.joining(","));
        for (int first = 0; first < plan.count(); first += MAX_IN_PROCESS) {
            int count = Math.min(MAX_IN_PROCESS, plan.count() - first);
            Program generator = Program.talking(
                    "generator-" + generators.size(),
                    directory,
                    List.of(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:+UseSerialGC",
                            "-Xms128m",
                            "-Xmx512m",
                            "-XX:-UsePerfData",
                            "-Dio.netty.buffer.checkBounds=false",
                            "-Dio.netty.buffer.checkAccessible=false",
                            "--enable-native-access=ALL-UNNAMED",
                            "--sun-misc-unsafe-memory-access=allow",
                            "-cp",
                            System.getProperty("java.class.path"),
                            Generator.class.getName(),
                            plan.dialect(),
                            ports,
                            "127.0.0." + (10 + generators.size()),
                            "" + plan.messageBytes(),
                            "" + first,
                            "" + count,
                            plan.channel(),
                            "" + plan.channels()));
            generators.add(generator);
            answers.add(generator.process().inputReader(UTF_8));
        }
    }

    private List<String> all(String command) {
        try {
            for (Program generator : generators) {
                generator
                        .process()
                        .outputWriter(UTF_8)
                        .append(command)
                        .append('\n')
                        .flush();
            }
            List<String> lines = new ArrayList<>();
            for (int i = 0; i < generators.size(); i++) {
                String line = answers.get(i).readLine();
                if (line == null || line.startsWith("failed")) {
                    throw new IllegalStateException(generators.get(i).name() + " on '" + command + "': " + line);
                }
                lines.add(line);
            }
            return lines;
        } catch (IOException e) {
            throw new UncheckedIOException(command, e);
        }
    }

    private double seconds(String command) {
        return all(command).stream().mapToDouble(Double::parseDouble).max().orElse(0);
    }

    /** Opens all and waits until they are subscribed; the seconds it took. */
    public double open() {
        return seconds("open");
    }

    /** Closes all at once. */
    public double closeAll() {
        return seconds("close");
    }

    /** Opens all again and waits until each has got what it missed; the seconds it took. */
    public double recover(int messages) {
        return seconds("recover " + messages);
    }

    /** Each socket sends messages to the stream, the next when the one before is acknowledged. */
    public void append() {
        all("append");
    }

    /** Ends that. */
    public void stopAppending() {
        all("stop");
    }

    /** The first sockets of each generator read no more. */
    public void deafen(int count) {
        all("deaf " + count);
    }

    /** What was measured since the last call. */
    public Interval interval() {
        return Interval.sum(all("interval").stream().map(Interval::ofLine).toList());
    }

    @Override
    public void close() {
        generators.forEach(Program::close);
    }
}
