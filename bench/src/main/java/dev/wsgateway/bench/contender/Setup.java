package dev.wsgateway.bench.contender;

import dev.wsgateway.bench.process.Program;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Runs what builds a rival, once. */
final class Setup {
    private Setup() {}

    static void run(Path logs, Map<String, String> environment, String... command) {
        System.err.println("once: " + String.join(" ", command));
        try (Program program = Program.start("setup", logs, environment, List.of(command))) {
            int code = program.process().waitFor();
            if (code != 0) {
                throw new IllegalStateException(
                        String.join(" ", command) + " ended with " + code + ", see " + logs.resolve("setup.log"));
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
