package dev.wsgateway.operator.status;

import dev.wsgateway.operator.redis.GroupAlert;
import dev.wsgateway.operator.redis.GroupState;
import dev.wsgateway.operator.redis.RedisObservation.Available;
import dev.wsgateway.operator.redis.StreamState;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The conditions about how far consumer groups are. Both are True when somebody should look. */
final class GroupVerdicts {
    private GroupVerdicts() {}

    static List<Verdict> of(World world) {
        return List.of(
                nearlyFull(world),
                verdict(
                        world,
                        ConditionType.CONSUMERS_LAGGING,
                        group -> group.alerts().contains(GroupAlert.LAG)
                                || group.alerts().contains(GroupAlert.PENDING_AGE),
                        "all groups are within spec.streams[].consumerGroups[].alerts",
                        "groups that are behind: %s; start more consumers, or look at why they don't acknowledge"),
                verdict(
                        world,
                        ConditionType.DEAD_LETTERS_PRESENT,
                        group -> group.alerts().contains(GroupAlert.DEAD_LETTERS),
                        "no group has dead letters to look at",
                        "groups with entries that could not be delivered: %s; see them with the API's dead_letters, then"
                                + " redrive or discard them"));
    }

    private static Verdict nearlyFull(World world) {
        ConditionType type = ConditionType.STREAMS_NEARLY_FULL;
        if (!(world.redis() instanceof Available available)) {
            return new Verdict(type, false, Reason.NOT_KNOWN, "not known while RedisAvailable is False");
        }
        String streams = available.streams().stream()
                .filter(StreamState::nearlyFull)
                .map(stream -> "'" + stream.stream() + "'")
                .collect(Collectors.joining(", "));
        return streams.isEmpty()
                ? new Verdict(type, false, Reason.WITHIN_LIMITS, "all streams have room")
                : new Verdict(
                        type,
                        true,
                        Reason.LIMIT_REACHED,
                        "streams with nine tenths of maxLength unread in a partition: " + streams
                                + "; when it is full, whenFull decides what becomes of messages");
    }

    private static Verdict verdict(
            World world, ConditionType type, Predicate<GroupState> alerted, String good, String bad) {
        if (!(world.redis() instanceof Available available)) {
            return new Verdict(type, false, Reason.NOT_KNOWN, "not known while RedisAvailable is False");
        }
        // Without numbers, so that the message changes only when another group is concerned.
        String groups = available.groups().stream()
                .filter(alerted)
                .map(group -> "'" + group.group() + "' of stream '" + group.stream() + "'")
                .collect(Collectors.joining(", "));
        return groups.isEmpty()
                ? new Verdict(type, false, Reason.WITHIN_LIMITS, good)
                : new Verdict(type, true, Reason.LIMIT_REACHED, bad.formatted(groups));
    }
}
