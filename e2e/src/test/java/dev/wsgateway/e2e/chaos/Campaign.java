package dev.wsgateway.e2e.chaos;

import dev.wsgateway.e2e.chaos.history.HistoryFile;
import dev.wsgateway.e2e.chaos.history.Violation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/** Many runs of a suite, some side by side. */
final class Campaign {
    private static final Path HISTORIES = Path.of("target/chaos").toAbsolutePath();
    private static final int SHOWN = 5;

    private final Suite suite;
    private final int runs;
    private final long seed;
    private final long millis;
    private final int parallel;

    // Guarded by this.
    private Report total = Report.none();
    private int done;
    private int failed;

    /** Runs with the seeds from {@code seed} on. */
    Campaign(Suite suite, int runs, long seed, long millis, int parallel) {
        this.suite = suite;
        this.runs = runs;
        this.seed = seed;
        this.millis = millis;
        this.parallel = parallel;
    }

    /** Blocks until all are done; the exit code. */
    int run() throws InterruptedException {
        System.out.println("chaos " + suite.label() + ": " + runs + " runs of " + millis / 1000 + " s, SEED=" + seed);
        List<Future<?>> all = new ArrayList<>();
        try (ExecutorService lanes = Executors.newFixedThreadPool(parallel)) {
            for (int i = 0; i < runs; i++) {
                long own = seed + i;
                all.add(lanes.submit((Callable<Void>) () -> {
                    one(own);
                    return null;
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
        System.out.println(total.faults() + " faults, " + total.published() + " sent and acknowledged, " + total.stale()
                + " calls refused as stale");
        if (!total.takeOvers().isEmpty()) {
            List<Long> sorted = total.takeOvers().stream().sorted().toList();
            System.out.println(sorted.size() + " partitions of killed gateways were taken over, the median after "
                    + sorted.get(sorted.size() / 2) + " ms, the last after " + sorted.getLast() + " ms");
        }
        System.out.println(runs + " runs, " + total.messages() + " messages, "
                + total.violations().size() + " violations");
        if (failed > 0) {
            System.out.println(failed + " of them could not be carried out");
        }
        return total.violations().isEmpty() && failed == 0 ? 0 : 1;
    }

    private void one(long own) throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory("chaos-" + own + "-");
        Path file = HISTORIES.resolve(suite.label() + "-" + own + ".jsonl");
        try {
            suite.run(own, millis, directory, file);
        } catch (RuntimeException e) {
            fail(own, directory, e);
            return;
        }
        Report report = Report.of(suite, HistoryFile.read(file));
        if (report.violations().isEmpty()) {
            Files.delete(file);
            delete(directory);
        }
        tell(own, report, file, directory);
    }

    private synchronized void fail(long own, Path directory, RuntimeException cause) {
        failed++;
        System.out.println("seed " + own + " could not be carried out, logs of the parts: " + directory);
        cause.printStackTrace(System.out);
    }

    private synchronized void tell(long own, Report report, Path file, Path directory) {
        total = total.and(report);
        done++;
        System.out.println(done + "/" + runs + ": seed " + own + ", " + report.faults() + " faults, "
                + report.published() + " sent, " + report.messages() + " messages, "
                + report.violations().size() + " violations");
        if (!report.violations().isEmpty()) {
            report.violations().stream().limit(SHOWN).map(Violation::toString).forEach(System.out::println);
            System.out.println("history: " + file + "; logs of the parts: " + directory);
            System.out.println("to judge it again: make chaos SUITE=" + suite.label() + " JUDGE=" + file);
            System.out.println("to run it again: make chaos SUITE=" + suite.label() + " RUNS=1 SEED=" + own);
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
