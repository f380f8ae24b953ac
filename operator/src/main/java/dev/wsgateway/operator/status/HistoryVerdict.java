package dev.wsgateway.operator.status;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The condition about publications that subscribers did not get. */
final class HistoryVerdict {
    /** How long a loss is shown. */
    private static final Duration SHOWN = Duration.ofHours(1);

    private HistoryVerdict() {}

    static Verdict intact(@Nullable String lastLoss, Instant now) {
        if (lastLoss == null) {
            return new Verdict(
                    ConditionType.HISTORY_INTACT, true, Reason.NOTHING_LOST, "no subscriber was told of a loss");
        }
        return now.isBefore(Instant.parse(lastLoss).plus(SHOWN))
                ? new Verdict(
                        ConditionType.HISTORY_INTACT,
                        false,
                        Reason.HISTORY_LOST,
                        "at " + lastLoss + " subscribers were told that publications are missing: Redis lost data in a"
                                + " failover or a restart, or spec.channels[].history keeps too little; the gateways'"
                                + " logs name the channels")
                : new Verdict(
                        ConditionType.HISTORY_INTACT,
                        true,
                        Reason.NOTHING_LOST,
                        "no subscriber was told of a loss since " + lastLoss);
    }
}
