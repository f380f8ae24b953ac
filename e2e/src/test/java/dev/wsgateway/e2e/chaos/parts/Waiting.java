package dev.wsgateway.e2e.chaos.parts;

import java.time.Duration;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;

/** Waits for what takes longer on a loaded machine. */
final class Waiting {
    private Waiting() {}

    /** Returns when a condition holds, within two minutes; a condition that fails does not hold. */
    static void until(String what, Callable<Boolean> condition) {
        Awaitility.await(what)
                .atMost(Duration.ofMinutes(2))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(50))
                .ignoreExceptions()
                .until(condition);
    }
}
