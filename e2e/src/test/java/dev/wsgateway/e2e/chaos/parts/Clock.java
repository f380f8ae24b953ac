package dev.wsgateway.e2e.chaos.parts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;

/** The wall clock of one process, which can jump; its monotonic clock is left alone. Made by Debian's libfaketime. */
public final class Clock {
    private final Path file;

    /** A clock that goes right. */
    public Clock(Path directory) {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        file = directory.resolve("clock");
        jump(0);
    }

    /** Lets it be so many seconds ahead of the right time, or behind. */
    public void jump(int seconds) {
        try {
            Path next = file.resolveSibling("clock.next");
            Files.writeString(next, (seconds < 0 ? "" : "+") + seconds + "\n");
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a process needs in its environment to go by this clock. */
    public Map<String, String> environment() {
        return Map.of(
                // libc's malloc, since jemalloc, which Redis brings, asks for the time before this library is ready.
                "LD_PRELOAD",
                library() + ":libc.so.6",
                "FAKETIME_TIMESTAMP_FILE",
                file.toString(),
                "FAKETIME_CACHE_DURATION",
                "1",
                // A fix for an older glibc: with it, threads of a JVM that wait for a time spin.
                "FAKETIME_FORCE_MONOTONIC_FIX",
                "0",
                "FAKETIME_DONT_FAKE_MONOTONIC",
                "1");
    }

    private static Path library() {
        try (DirectoryStream<Path> directories = Files.newDirectoryStream(Path.of("/usr/lib"))) {
            for (Path directory : directories) {
                Path library = directory.resolve("faketime/libfaketimeMT.so.1");
                if (Files.exists(library)) {
                    return library;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw new IllegalStateException("clocks can't jump without libfaketime: apt-get install faketime");
    }
}
