package dev.wsgateway.e2e.clients;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/** A released SDK in a process of its own: it takes lines of JSON on stdin, and tells in such what happens. */
final class SdkClient implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Process process;
    private final Writer commands;
    private final List<JsonNode> events = new CopyOnWriteArrayList<>();

    /** Starts it with a command line in a folder. */
    SdkClient(Path folder, List<String> command) {
        process = start(
                new ProcessBuilder(command).directory(folder.toFile()).redirectError(ProcessBuilder.Redirect.INHERIT));
        commands = process.outputWriter(UTF_8);
        Thread.ofVirtual().start(this::read);
    }

    private static Process start(ProcessBuilder builder) {
        try {
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException("install " + builder.command().getFirst() + ": it can't be started", e);
        }
    }

    /** Runs a command to its end, such as one that fetches an SDK. */
    static void run(Path folder, String... command) throws InterruptedException {
        Process process =
                start(new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true));
        try {
            String output = new String(process.getInputStream().readAllBytes(), UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException(String.join(" ", command) + " failed:\n" + output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read() {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                events.add(JSON.readTree(line));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Gives a command, see {@code client.mjs}. */
    void tell(String command) throws IOException {
        commands.write(command + "\n");
        commands.flush();
    }

    /** All events of a kind so far. */
    List<JsonNode> events(String kind) {
        return events.stream()
                .filter(event -> event.get("event").asText().equals(kind))
                .toList();
    }

    /** Waits for an event of a kind, which may have come already. */
    JsonNode awaitEvent(String kind, Predicate<JsonNode> which) {
        await(kind + " among what came")
                .atMost(Duration.ofSeconds(30))
                .until(() -> events(kind).stream().anyMatch(which));
        return events(kind).stream().filter(which).findFirst().orElseThrow();
    }

    /** Makes it hang, so that it reads nothing, until {@link #resume}. */
    void pause() {
        signal(process, "STOP");
    }

    void resume() {
        signal(process, "CONT");
    }

    static void signal(Process process, String signal) {
        try {
            int status = new ProcessBuilder("kill", "-" + signal, "" + process.pid())
                    .start()
                    .waitFor();
            if (status != 0) {
                throw new IllegalStateException("kill ended with " + status);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
