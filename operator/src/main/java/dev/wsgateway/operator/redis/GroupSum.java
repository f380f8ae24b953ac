package dev.wsgateway.operator.redis;

import dev.wsgateway.operator.plan.GroupLimits;
import dev.wsgateway.operator.plan.PlannedGroup;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Adds up what a group has on the partitions of its stream. */
final class GroupSum {
    private final PlannedGroup planned;
    private @Nullable Long lag = 0L;
    private long pending;
    private @Nullable Long oldest;
    private long deadLetters;
    private long now;
    private final Set<String> consumers = new HashSet<>();

    GroupSum(PlannedGroup planned) {
        this.planned = planned;
    }

    void add(PartitionLook look, PartitionLook.Group group) {
        lag = lag == null || group.lag() == null ? null : (Long) (lag + group.lag());
        pending += group.pending();
        consumers.addAll(group.consumers());
        deadLetters += look.deadLetters().getOrDefault(planned.group(), 0L);
        now = Math.max(now, look.now());
        String id = group.oldestPending();
        if (id != null) {
            long added = Long.parseUnsignedLong(id.substring(0, id.indexOf('-')));
            oldest = oldest == null ? (Long) added : (Long) Math.min(oldest, added);
        }
    }

    GroupState state() {
        return new GroupState(
                planned.stream(), planned.group(), lag, pending, consumers.size(), oldest, deadLetters, alerts());
    }

    private Set<GroupAlert> alerts() {
        GroupLimits limits = planned.limits();
        Set<GroupAlert> alerts = EnumSet.noneOf(GroupAlert.class);
        if (lag != null && lag >= limits.lag()) {
            alerts.add(GroupAlert.LAG);
        }
        if (oldest != null && now - oldest >= limits.pendingAge().toMillis()) {
            alerts.add(GroupAlert.PENDING_AGE);
        }
        if (deadLetters >= limits.deadLetters()) {
            alerts.add(GroupAlert.DEAD_LETTERS);
        }
        return alerts;
    }
}
