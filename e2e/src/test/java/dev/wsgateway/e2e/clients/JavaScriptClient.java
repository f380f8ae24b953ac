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
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/** The released JavaScript SDK in a Node.js process: {@code src/test/js/client.mjs}. */
final class JavaScriptClient implements AutoCloseable {
    private static final Path SOURCES = Path.of("src/test/js");
    private static final Path INSTALLED = Path.of("target/js");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Process process;
    private final Writer commands;
    private final List<JsonNode> events = new CopyOnWriteArrayList<>();

    /** Starts a client that is not connected yet; a token may follow the URL. */
    JavaScriptClient(String... urlAndToken) {
        List<String> command = new ArrayList<>(List.of("node", "client.mjs"));
        command.addAll(List.of(urlAndToken));
        try {
            process = new ProcessBuilder(command)
                    .directory(INSTALLED.toFile())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start Node.js: install Node.js 18 or newer, with npm", e);
        }
        commands = process.outputWriter(UTF_8);
        Thread.ofVirtual().start(this::read);
    }

    /** Fetches the SDK, pinned in {@code package-lock.json}. */
    static void install() throws IOException, InterruptedException {
        Files.createDirectories(INSTALLED);
        for (String file : List.of("package.json", "package-lock.json", "client.mjs")) {
            Files.copy(SOURCES.resolve(file), INSTALLED.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        Process npm = new ProcessBuilder("npm", "ci", "--no-audit", "--no-fund")
                .directory(INSTALLED.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(npm.getInputStream().readAllBytes(), UTF_8);
        if (npm.waitFor() != 0) {
            throw new IllegalStateException("npm ci failed:\n" + output);
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

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
