package dev.wsgateway.e2e.clients;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The released Python library {@code cent} of Centrifugo's server API in a Python process: {@code
 * src/test/python/backend.py}. Not for several threads.
 */
final class PythonBackend implements AutoCloseable {
    private static final Path SOURCES = Path.of("src/test/python").toAbsolutePath();
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Process process;
    private final Writer commands;
    private final BufferedReader answers;

    /** Starts a backend that uses the API at an address. */
    PythonBackend(String url, String key) throws IOException {
        process = new ProcessBuilder(
                        python().toString(), SOURCES.resolve("backend.py").toString(), url, key)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        commands = process.outputWriter(UTF_8);
        answers = process.inputReader(UTF_8);
    }

    /** Fetches the library once, into the user's cache under the hash of what is wanted. */
    static void install() throws IOException, InterruptedException {
        if (Files.isExecutable(python())) {
            return;
        }
        Path fresh = environment()
                .resolveSibling(environment().getFileName() + "."
                        + ProcessHandle.current().pid());
        Files.createDirectories(fresh.getParent());
        run("python3", "-m", "venv", fresh.toString());
        run(
                fresh.resolve("bin/pip").toString(),
                "install",
                "--quiet",
                "--no-deps",
                "--requirement",
                SOURCES.resolve("requirements.txt").toString());
        try {
            Files.move(fresh, environment());
        } catch (IOException e) {
            if (!Files.isExecutable(python())) {
                throw e;
            }
        }
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        if (process.waitFor() != 0) {
            throw new IllegalStateException(String.join(" ", command) + " failed; install python3-venv?\n" + output);
        }
    }

    private static Path python() {
        return environment().resolve("bin/python");
    }

    private static Path environment() {
        String cache = System.getenv().getOrDefault("XDG_CACHE_HOME", "");
        Path root = cache.isEmpty() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(cache);
        try {
            int version = Files.readString(SOURCES.resolve("requirements.txt")).hashCode();
            return root.resolve("wsgateway/cent-" + Integer.toHexString(version));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Calls a method of the API: {@code {"result": …}} or {@code {"error": CODE}}. */
    JsonNode call(String method, String fields) throws IOException {
        commands.write("{\"" + method + "\":" + fields.replace('\n', ' ') + "}\n");
        commands.flush();
        String answer = answers.readLine();
        if (answer == null) {
            throw new IllegalStateException("the Python process ended");
        }
        return JSON.readTree(answer);
    }

    /** Calls a method that has to succeed; its result. */
    JsonNode result(String method, String fields) throws IOException {
        JsonNode answer = call(method, fields);
        if (!answer.has("result")) {
            throw new AssertionError(method + " " + fields + ": " + answer);
        }
        return answer.get("result");
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
