package dev.wsgateway.e2e.chaos;

import dev.wsgateway.e2e.chaos.broadcast.BroadcastJudge;
import dev.wsgateway.e2e.chaos.broadcast.BroadcastRun;
import dev.wsgateway.e2e.chaos.history.Event;
import dev.wsgateway.e2e.chaos.history.Violation;
import dev.wsgateway.e2e.chaos.inbound.InboundJudge;
import dev.wsgateway.e2e.chaos.inbound.InboundRun;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What is put to the test. */
enum Suite {
    /** From backends to clients. */
    BROADCAST {
        @Override
        void run(long seed, long millis, Path directory, Path file) throws InterruptedException {
            new BroadcastRun(seed, millis, directory, file).run();
        }

        @Override
        List<Violation> judge(List<Event> history) {
            return BroadcastJudge.judge(history);
        }
    },

    /** From clients to backends. */
    INBOUND {
        @Override
        void run(long seed, long millis, Path directory, Path file) throws InterruptedException {
            new InboundRun(seed, millis, directory, file).run();
        }

        @Override
        List<Violation> judge(List<Event> history) {
            return InboundJudge.judge(history);
        }
    };

    /**
     * One run; blocks until its history is complete.
     *
     * @param millis how long there is work
     * @param directory for what the parts write
     * @param file the history
     */
    abstract void run(long seed, long millis, Path directory, Path file) throws InterruptedException;

    /** All violations in a history. */
    abstract List<Violation> judge(List<Event> history);

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The suite of a name.
     *
     * @throws IllegalArgumentException when there is none
     */
    static Suite of(String label) {
        return Arrays.stream(values())
                .filter(suite -> suite.label().equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no suite '" + label + "': write one of "
                        + Arrays.stream(values()).map(Suite::label).toList()));
    }
}
