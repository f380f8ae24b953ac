package dev.wsgateway.operator.redis;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A consumer group that is there, over all partitions of its stream.
 *
 * @param lag entries not yet delivered; null where Redis cannot tell
 * @param pending entries delivered and not yet acknowledged
 * @param consumers consumers that Redis knows
 * @param oldestPending when the oldest of the pending entries was added, Unix time in milliseconds; null for none
 * @param deadLetters entries that could not be delivered
 * @param alerts limits that it has reached
 */
public record GroupState(
        String stream,
        String group,
        @Nullable Long lag,
        long pending,
        long consumers,
        @Nullable Long oldestPending,
        long deadLetters,
        Set<GroupAlert> alerts) {
    public GroupState {
        alerts = Set.copyOf(alerts);
    }

    /** One that is as it should be. */
    public GroupState(String stream, String group, @Nullable Long lag, long pending, long consumers) {
        this(stream, group, lag, pending, consumers, null, 0, Set.of());
    }
}
