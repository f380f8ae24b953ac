package dev.wsgateway.e2e.chaos;

import dev.wsgateway.e2e.chaos.broadcast.RecoveryTime;
import dev.wsgateway.e2e.chaos.history.HistoryFile;
import dev.wsgateway.e2e.chaos.history.Violation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The command behind {@code make chaos}.
 *
 * <pre>
 * run SUITE RUNS SEED SECONDS PARALLEL
 * judge SUITE FILE
 * recovery CLIENTS
 * </pre>
 *
 * Ends with 0 when there is no violation, 1 when there is one, 2 when it was called wrongly.
 */
final class Main {
    private static final int SHOWN = 20;

    private Main() {}

    public static void main(String... arguments) throws Exception {
        System.exit(call(List.of(arguments)));
    }

    private static int call(List<String> arguments) throws Exception {
        if (arguments.size() == 6 && arguments.getFirst().equals("run")) {
            long seed = arguments.get(3).isEmpty()
                    ? ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE)
                    : Long.parseLong(arguments.get(3));
            return new Campaign(
                            Suite.of(arguments.get(1)),
                            Integer.parseInt(arguments.get(2)),
                            seed,
                            1000 * Long.parseLong(arguments.get(4)),
                            Integer.parseInt(arguments.get(5)))
                    .run();
        }
        if (arguments.size() == 3 && arguments.getFirst().equals("judge")) {
            List<Violation> violations = Suite.of(arguments.get(1)).judge(HistoryFile.read(Path.of(arguments.get(2))));
            violations.stream().limit(SHOWN).forEach(System.out::println);
            System.out.println(violations.size() + " violations");
            return violations.isEmpty() ? 0 : 1;
        }
        if (arguments.size() == 2 && arguments.getFirst().equals("recovery")) {
            Path directory = Files.createTempDirectory("recovery-");
            new RecoveryTime(Integer.parseInt(arguments.get(1)), directory, directory.resolve("history.jsonl")).run();
            return 0;
        }
        System.err.println("run SUITE RUNS SEED SECONDS PARALLEL, judge SUITE FILE, or recovery CLIENTS");
        return 2;
    }
}
