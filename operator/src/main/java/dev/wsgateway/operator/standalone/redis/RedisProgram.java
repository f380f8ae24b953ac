package dev.wsgateway.operator.standalone.redis;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds a Redis or Valkey server of version 7.0 or newer: on the PATH, else the one inside a Python wheel. */
public final class RedisProgram {
    private static final Pattern VERSION = Pattern.compile("\\bv=(\\d+)\\.");
    private static final int OLDEST = 7;

    private final List<Path> path;
    private final ValkeyWheel wheel;
    private final Consumer<String> events;

    /**
     * A finder.
     *
     * @param path folders to look in, in this order
     * @param wheel asked when they have none
     * @param events told what was found unfit, one line each
     */
    public RedisProgram(List<Path> path, ValkeyWheel wheel, Consumer<String> events) {
        this.path = List.copyOf(path);
        this.wheel = wheel;
        this.events = events;
    }

    /**
     * The program.
     *
     * @throws IOException when there is none; the message says what to install
     */
    public Path find() throws IOException, InterruptedException {
        for (Path candidate : candidates()) {
            int version = version(candidate);
            if (version >= OLDEST) {
                return candidate;
            }
            events.accept(candidate + " is of version " + version + ", older than " + OLDEST + ".0: not used");
        }
        try {
            return wheel.program();
        } catch (IOException e) {
            throw new IOException(
                    "no redis-server or valkey-server " + OLDEST
                            + ".0 or newer is on the PATH, and none could be fetched ("
                            + e.getMessage()
                            + "): install one, for example with apt-get install redis-server, dnf install"
                            + " valkey or brew install valkey",
                    e);
        }
    }

    private List<Path> candidates() {
        return path.stream()
                .flatMap(folder -> Stream.of(folder.resolve("redis-server"), folder.resolve("valkey-server")))
                .filter(Files::isExecutable)
                .toList();
    }

    /** Major version as {@code --version} tells it, 0 when it does not. */
    private static int version(Path program) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(program.toString(), "--version")
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        Matcher version = VERSION.matcher(output);
        return version.find() ? Integer.parseInt(version.group(1)) : 0;
    }
}
