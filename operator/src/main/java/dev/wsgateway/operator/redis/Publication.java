package dev.wsgateway.operator.redis;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The observation that the world was told last. Counters move all the time, so a new observation replaces it only when it
 * says something else, or when a counter moved by 1 % or to or from 0 and the last time is {@link #PACE} ago. While gateways
 * end, somebody looks on: then it is {@link #DRAIN_PACE}.
 */
record Publication(RedisObservation observation, Instant at) {
    static final Duration PACE = Duration.ofSeconds(30);
    static final Duration DRAIN_PACE = Duration.ofSeconds(5);

    /** The publication after a new look: this one, or one of what was seen. */
    Publication next(RedisObservation seen, Instant now) {
        if (!essence(seen).equals(essence(observation))) {
            return new Publication(seen, now);
        }
        boolean due = Duration.between(at, now).compareTo(pace(seen)) >= 0;
        return due && countersMoved(seen) ? new Publication(seen, now) : this;
    }

    private static Duration pace(RedisObservation seen) {
        return seen instanceof RedisObservation.Available available
                        && !available.ending().isEmpty()
                ? DRAIN_PACE
                : PACE;
    }

    /** What an observation says, without counters, and without the wording of errors, which may differ from look to look. */
    private static RedisObservation essence(RedisObservation observation) {
        return switch (observation) {
            case RedisObservation.Unavailable unavailable ->
                new RedisObservation.Unavailable(unavailable.problem(), "");
            case RedisObservation.Available available ->
                new RedisObservation.Available(
                        available.version(),
                        available.groups().stream()
                                .map(group -> new GroupState(
                                        group.stream(), group.group(), null, 0, 0, null, 0, group.alerts()))
                                .toList(),
                        available.faults().stream()
                                .map(fault ->
                                        new GroupFault(fault.stream(), fault.group(), fault.key(), fault.problem(), ""))
                                .toList(),
                        available.ending().stream()
                                .map(gateway -> new GatewayLoad(gateway.node(), 0))
                                .sorted(Comparator.comparing(GatewayLoad::node))
                                .toList(),
                        null,
                        available.streams());
        };
    }

    private boolean countersMoved(RedisObservation seen) {
        if (!(seen instanceof RedisObservation.Available now)
                || !(observation instanceof RedisObservation.Available before)) {
            return false;
        }
        List<GroupState> groups = before.groups();
        boolean moved = moved(before.connections(), now.connections())
                || moved(left(before), left(now))
                || !Objects.equals(before.lastLoss(), now.lastLoss())
                || moved(waiting(before), waiting(now))
                || moved(deadLetters(before), deadLetters(now));
        for (int i = 0; i < groups.size(); i++) {
            GroupState old = groups.get(i);
            GroupState current = now.groups().get(i);
            moved |= moved(old.lag(), current.lag())
                    || moved(old.pending(), current.pending())
                    || moved(old.consumers(), current.consumers())
                    || moved(old.deadLetters(), current.deadLetters())
                    || !Objects.equals(old.oldestPending(), current.oldestPending());
        }
        return moved;
    }

    private static long left(RedisObservation.Available seen) {
        return seen.ending().stream().mapToLong(GatewayLoad::connections).sum();
    }

    private static @Nullable Long waiting(RedisObservation.Available seen) {
        return seen.publishStream() == null ? null : (Long) seen.publishStream().waiting();
    }

    private static @Nullable Long deadLetters(RedisObservation.Available seen) {
        return seen.publishStream() == null ? null : (Long) seen.publishStream().deadLetters();
    }

    private static boolean moved(@Nullable Long before, @Nullable Long now) {
        if (before == null || now == null) {
            return !Objects.equals(before, now);
        }
        long change = Math.abs(now - before);
        return change != 0 && (before == 0 || now == 0 || change * 100 >= before);
    }
}
