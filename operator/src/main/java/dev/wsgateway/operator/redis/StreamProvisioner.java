package dev.wsgateway.operator.redis;

import dev.wsgateway.operator.plan.PlannedGroup;
import dev.wsgateway.operator.plan.PlannedStream;
import dev.wsgateway.operator.redis.PartitionLook.Group;
import dev.wsgateway.operator.redis.StreamState.HeldUp;
import dev.wsgateway.redis.PartitionLayout;
import dev.wsgateway.redis.PartitionLayout.Version;
import dev.wsgateway.redis.RedisNames;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.cluster.api.sync.RedisClusterCommands;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Brings the streams of one Redis to what a plan asks for: their groups on each partition, and their number of
 * partitions. Not for concurrent use.
 */
final class StreamProvisioner {
    private final RedisClusterCommands<String, String> redis;
    private final RedisNames names;
    private final LayoutStore layouts;
    private final GroupProvisioner provisioner;
    private final List<StreamState> streams = new ArrayList<>();
    private final List<GroupState> groups = new ArrayList<>();
    private final List<GroupFault> faults = new ArrayList<>();
    private final Set<RedisChange> changes = new LinkedHashSet<>();

    StreamProvisioner(RedisClusterCommands<String, String> redis, RedisNames names, Set<KnownGroup> known) {
        this.redis = redis;
        this.names = names;
        this.layouts = new LayoutStore(redis, names);
        this.provisioner = new GroupProvisioner(redis, known);
    }

    List<StreamState> streams() {
        return streams;
    }

    List<GroupState> groups() {
        return groups;
    }

    List<GroupFault> faults() {
        return faults;
    }

    List<RedisChange> changes() {
        return List.copyOf(changes);
    }

    /** Makes what is missing and reads what is there. A stream that fails does not keep the others from being made. */
    void provision(List<PlannedStream> planned) {
        for (PlannedStream stream : planned) {
            try {
                provision(stream);
            } catch (RedisCommandExecutionException e) {
                if (RedisErrors.isOfTheServer(e)) {
                    throw e;
                }
                fail(stream, names.layouts(), RedisErrors.problem(e), e);
            } catch (IllegalArgumentException e) {
                fail(stream, names.layouts(), RedisProblem.COMMAND_FAILED, e);
            }
        }
    }

    private void fail(PlannedStream stream, String key, RedisProblem problem, RuntimeException e) {
        stream.groups()
                .forEach(group -> faults.add(
                        new GroupFault(stream.name(), group.group(), key, problem, String.valueOf(e.getMessage()))));
    }

    private void provision(PlannedStream stream) {
        PartitionLayout layout = layouts.read(stream.name(), stream.partitions());
        Map<Integer, PartitionLook> looks = new TreeMap<>();
        boolean whole = true;
        for (Version version : layout.versions()) {
            whole &= ensure(stream, version, looks);
        }
        if (whole && layout.current().partitions() != stream.partitions()) {
            layout = split(stream, layout, looks);
        }
        for (Version version : layout.versions()) {
            if (version.sealedAt() != null
                    && version.numbers()
                            .anyMatch(number -> !looks.containsKey(number)
                                    || !looks.get(number).sealed())) {
                layouts.seal(stream.name(), version);
            }
        }
        List<HeldUp> heldUp = new ArrayList<>();
        for (PlannedGroup group : stream.groups()) {
            sum(group, looks, layout, heldUp);
        }
        streams.add(new StreamState(stream.name(), layout, heldUp, isNearlyFull(stream, looks)));
        retire(stream, layout, looks);
    }

    private static boolean isNearlyFull(PlannedStream stream, Map<Integer, PartitionLook> looks) {
        return looks.values().stream()
                .flatMap(look -> look.groups().entrySet().stream())
                .filter(group -> namesOf(stream).contains(group.getKey()))
                .anyMatch(group -> group.getValue().isNearly(stream.maxLength()));
    }

    /** Takes the oldest version out when nobody can want anything of it any more. */
    private void retire(PlannedStream stream, PartitionLayout layout, Map<Integer, PartitionLook> looks) {
        Version oldest = layout.versions().getFirst();
        Long sealedAt = oldest.sealedAt();
        if (sealedAt == null) {
            return;
        }
        Set<String> made = new HashSet<>();
        for (int number : oldest.numbers().toArray()) {
            PartitionLook look = looks.get(number);
            if (look == null
                    || !isDone(stream, look)
                    || look.now() - sealedAt < stream.idempotencyWindow().toMillis()) {
                return;
            }
            made.addAll(look.remembered());
        }
        layouts.retire(stream.name(), layout, oldest, made);
    }

    private static boolean isDone(PlannedStream stream, PartitionLook look) {
        return look.length() == 0
                && look.redriven() == 0
                && look.deadLetters().values().stream().allMatch(count -> count == 0)
                && namesOf(stream).stream().allMatch(name -> {
                    Group group = look.groups().get(name);
                    return group != null && group.isThrough();
                });
    }

    /** Makes the groups of a version's partitions; false where one can't be made. */
    private boolean ensure(PlannedStream stream, Version version, Map<Integer, PartitionLook> looks) {
        boolean whole = true;
        for (int number : version.numbers().toArray()) {
            PartitionKeys keys = new PartitionKeys(names, stream.name(), number);
            try {
                PartitionLook look = PartitionLook.at(redis, keys, namesOf(stream));
                for (PlannedGroup group : stream.groups()) {
                    if (!look.has(group.group())) {
                        GroupChange change = provisioner.ensure(keys, group);
                        if (change != null) {
                            changes.add(change);
                        }
                    }
                }
                looks.put(
                        number,
                        look.groups().keySet().containsAll(namesOf(stream))
                                ? look
                                : PartitionLook.at(redis, keys, namesOf(stream)));
            } catch (RedisCommandExecutionException e) {
                if (RedisErrors.isOfTheServer(e)) {
                    throw e;
                }
                fail(stream, keys.entries(), RedisErrors.problem(e), e);
                whole = false;
            }
        }
        return whole;
    }

    private static List<String> namesOf(PlannedStream stream) {
        return stream.groups().stream().map(PlannedGroup::group).toList();
    }

    private PartitionLayout split(PlannedStream stream, PartitionLayout layout, Map<Integer, PartitionLook> looks) {
        Version next = layout.following(stream.partitions());
        for (int number : next.numbers().toArray()) {
            PartitionKeys keys = new PartitionKeys(names, stream.name(), number);
            try {
                stream.groups().forEach(group -> provisioner.ensureFirst(keys, group));
                looks.put(number, PartitionLook.at(redis, keys, namesOf(stream)));
            } catch (RedisCommandExecutionException e) {
                if (RedisErrors.isOfTheServer(e)) {
                    throw e;
                }
                fail(stream, keys.entries(), RedisErrors.problem(e), e);
                return layout;
            }
        }
        layouts.seal(stream.name(), layout.current());
        PartitionLayout after = layouts.advance(stream.name(), layout, next);
        changes.add(new PartitionChange(
                stream.name(), layout.current().partitions(), after.current().partitions()));
        return after;
    }

    private void sum(
            PlannedGroup planned, Map<Integer, PartitionLook> looks, PartitionLayout layout, List<HeldUp> heldUp) {
        GroupSum sum = new GroupSum(planned);
        boolean waits = false;
        for (Version version : layout.versions()) {
            boolean through = true;
            for (int number : version.numbers().toArray()) {
                PartitionLook look = looks.get(number);
                if (look == null) {
                    return;
                }
                Group group = look.groups().get(planned.group());
                if (group == null) {
                    return;
                }
                sum.add(look, group);
                through &= group.isThrough();
            }
            if (!through && !waits && version.sealedAt() != null) {
                waits = true;
                heldUp.add(new HeldUp(planned.group(), version.version()));
            }
        }
        groups.add(sum.state());
    }
}
