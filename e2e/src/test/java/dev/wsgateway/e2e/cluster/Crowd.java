package dev.wsgateway.e2e.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Many sockets of the released JavaScript SDK, subscribed to one channel: {@code src/test/js/crowd.mjs}. */
final class Crowd implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Process process;
    private final Writer commands;
    private final BlockingQueue<JsonNode> answers = new LinkedBlockingQueue<>();

    /** Connects, and waits until all are subscribed. */
    Crowd(String url, int sockets, String channel) throws InterruptedException {
        try {
            process = new ProcessBuilder("node", "crowd.mjs", url, Integer.toString(sockets), channel)
                    .directory(Path.of("target", "js").toFile())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        commands = process.outputWriter(UTF_8);
        Thread.ofVirtual().start(this::read);
        await("all are subscribed").atMost(Duration.ofMinutes(1)).until(() -> answers.poll() != null);
    }

    private void read() {
        try (BufferedReader lines = process.inputReader(UTF_8)) {
            for (@Nullable String line = lines.readLine(); line != null; line = lines.readLine()) {
                answers.add(JSON.readTree(line));
            }
        } catch (IOException e) {
            // The process was ended.
        }
    }

    /** Has the first clients each send a message to a stream, five times a second. */
    void startSending(String stream, int clients) throws IOException {
        tell("{\"send\":[\"" + stream + "\"," + clients + "]}");
    }

    void stopSending() throws IOException {
        tell("{\"send\":null}");
    }

    private void tell(String command) throws IOException {
        commands.write(command + "\n");
        commands.flush();
    }

    /** What the clients have seen so far, see {@code crowd.mjs}. */
    JsonNode report() throws IOException, InterruptedException {
        tell("{\"report\":{}}");
        JsonNode report = answers.poll(30, TimeUnit.SECONDS);
        if (report == null) {
            throw new AssertionError("the crowd does not answer");
        }
        return report;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
