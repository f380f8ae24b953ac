package dev.wsgateway.e2e.chaos.history;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Writes a history, line by line. Any thread; events are written in the order of the calls. */
public final class HistoryFile implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ObjectWriter WRITER = JSON.writerFor(Event.class);

    private volatile long startNanos = System.nanoTime();
    private final BufferedWriter out;
    private boolean closed;

    /** Creates the file. */
    public HistoryFile(Path path) {
        try {
            Files.createDirectories(path.toAbsolutePath().getParent());
            out = Files.newBufferedWriter(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The run begins now: what came before was preparation. */
    public void restart() {
        startNanos = System.nanoTime();
    }

    /** Milliseconds since the run began. */
    public long now() {
        return (System.nanoTime() - startNanos) / 1_000_000;
    }

    /** Adds an event; does nothing when the file is closed. */
    public void add(Event event) {
        try {
            String line = WRITER.writeValueAsString(event);
            synchronized (this) {
                if (!closed) {
                    out.write(line);
                    out.write('\n');
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public synchronized void close() {
        try {
            closed = true;
            out.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads a file.
     *
     * @throws IllegalArgumentException when a line is no event; the message says which
     */
    public static List<Event> read(Path path) {
        try (Stream<String> lines = Files.lines(path)) {
            int[] number = {0};
            return lines.map(line -> parse(line, path, ++number[0])).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Event parse(String line, Path path, int number) {
        try {
            return JSON.readValue(line, Event.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(path + ", line " + number + ": " + e.getOriginalMessage(), e);
        }
    }
}
