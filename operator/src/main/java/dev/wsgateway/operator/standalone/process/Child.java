package dev.wsgateway.operator.standalone.process;

import java.io.File;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One process with its restarts. Not thread-safe. */
final class Child {
    private static final Duration FIRST_BACK_OFF = Duration.ofMillis(500);
    private static final Duration MAX_BACK_OFF = Duration.ofSeconds(30);
    /** A process that ran for so long and then died starts over with the first back-off. */
    private static final Duration STABLE = Duration.ofSeconds(30);

    private final ProcessSpec spec;
    private Process process;
    private Instant startedAt;
    private @Nullable Instant restartAt;
    private Duration backOff = FIRST_BACK_OFF;

    private Child(ProcessSpec spec, Process process, Instant startedAt) {
        this.spec = spec;
        this.process = process;
        this.startedAt = startedAt;
    }

    static Child start(ProcessSpec spec, List<String> prefix, Instant now) throws IOException {
        return new Child(spec, launch(spec, prefix), now);
    }

    private static Process launch(ProcessSpec spec, List<String> prefix) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                        Stream.concat(prefix.stream(), spec.command().stream()).toList())
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(spec.log().toFile()));
        builder.environment().putAll(spec.environment());
        return builder.start();
    }

    ProcessSpec spec() {
        return spec;
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Notices a death, and starts the process again when its back-off is over. */
    Change watch(List<String> prefix, Instant now) throws IOException {
        if (process.isAlive()) {
            return Change.NONE;
        }
        if (restartAt == null) {
            boolean stable = Duration.between(startedAt, now).compareTo(STABLE) > 0;
            backOff = stable ? FIRST_BACK_OFF : backOff;
            restartAt = now.plus(backOff);
            backOff = backOff.multipliedBy(2).compareTo(MAX_BACK_OFF) > 0 ? MAX_BACK_OFF : backOff.multipliedBy(2);
            return Change.DIED;
        }
        if (now.isBefore(restartAt)) {
            return Change.NONE;
        }
        process = launch(spec, prefix);
        startedAt = now;
        restartAt = null;
        return Change.RESTARTED;
    }

    /** How the process ended, as a shell says it; only when it is not alive. */
    int exitCode() {
        return process.exitValue();
    }

    /** How long until it is started again; only after {@link Change#DIED}. */
    Duration restartIn(Instant now) {
        return restartAt == null ? Duration.ZERO : Duration.between(now, restartAt);
    }

    enum Change {
        NONE,
        DIED,
        RESTARTED
    }
}
