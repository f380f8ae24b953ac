package dev.wsgateway.operator.standalone.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A file that remembers processes, for the run after one that was killed and could not stop them. */
public final class Pids {
    private final Path file;

    /** Remembers in a file, which need not exist. */
    public Pids(Path file) {
        this.file = file;
    }

    /** A process id may be given anew: the time of the start tells whether it still is the same process. */
    void write(List<ProcessHandle> handles) throws IOException {
        Files.write(
                file,
                handles.stream()
                        .map(handle -> handle.pid() + " " + startOf(handle).toEpochMilli())
                        .toList());
    }

    /** Stops what an earlier run left behind; returns how many processes that were. */
    public int stopLeftovers() throws IOException {
        if (!Files.exists(file)) {
            return 0;
        }
        List<ProcessHandle> left = Files.readAllLines(file).stream()
                .map(Pids::find)
                .flatMap(Optional::stream)
                .toList();
        left.forEach(ProcessHandle::destroy);
        left.forEach(Supervisor::awaitEnd);
        Files.delete(file);
        return left.size();
    }

    private static Optional<ProcessHandle> find(String line) {
        String[] pidAndStart = line.split(" ", 2);
        return ProcessHandle.of(Long.parseLong(pidAndStart[0]))
                .filter(handle -> startOf(handle).toEpochMilli() == Long.parseLong(pidAndStart[1]));
    }

    private static Instant startOf(ProcessHandle handle) {
        return handle.info().startInstant().orElse(Instant.EPOCH);
    }
}
