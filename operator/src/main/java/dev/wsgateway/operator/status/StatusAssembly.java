package dev.wsgateway.operator.status;

import dev.wsgateway.api.v1alpha1.ConsumerGroupStatus;
import dev.wsgateway.api.v1alpha1.DrainStatus;
import dev.wsgateway.api.v1alpha1.PublishStreamStatus;
import dev.wsgateway.api.v1alpha1.RedisStatus;
import dev.wsgateway.api.v1alpha1.SecretRef;
import dev.wsgateway.api.v1alpha1.StreamPartitions;
import dev.wsgateway.api.v1alpha1.WebSocketGatewayStatus;
import dev.wsgateway.config.GatewayConfig;
import dev.wsgateway.operator.plan.Plan;
import dev.wsgateway.operator.plan.PlannedGroup;
import dev.wsgateway.operator.redis.GatewayLoad;
import dev.wsgateway.operator.redis.GroupState;
import dev.wsgateway.operator.redis.KnownGroup;
import dev.wsgateway.operator.redis.RedisObservation;
import dev.wsgateway.operator.redis.RedisObservation.Available;
import dev.wsgateway.operator.redis.StreamState;
import dev.wsgateway.redis.GatewayReport;
import dev.wsgateway.redis.PartitionLayout;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes the next status from the previous one and what is seen now. Pure but for the injected clock. */
public final class StatusAssembly {
    private final Clock clock;

    public StatusAssembly(Clock clock) {
        this.clock = clock;
    }

    /** The status to show. Equal to the previous one when nothing changed: then there is nothing to write. */
    public WebSocketGatewayStatus next(@Nullable WebSocketGatewayStatus previous, World world) {
        List<Condition> conditions = previous == null ? List.of() : previous.conditions();
        String lastLoss = lastLoss(previous, world);
        Plan plan = world.plan();
        Rollout rollout = Rollout.of(world.deployment(), plan.replicas());
        return new WebSocketGatewayStatus(
                world.generation(),
                verdicts(world, lastLoss)
                        .map(verdict -> verdict.since(conditions, world.generation(), clock))
                        .toList(),
                rollout.replicas(),
                rollout.ready(),
                plan.selector(),
                world.redis() instanceof Available available ? (Long) available.connections() : null,
                drain(world),
                plan.endpoints(),
                redis(previous, world),
                new SecretRef(plan.bindingName()),
                lastLoss);
    }

    /** What is shown of a custom resource that goes once something is done. */
    public WebSocketGatewayStatus deleting(@Nullable WebSocketGatewayStatus previous, long generation, String why) {
        List<Condition> conditions = previous == null ? List.of() : previous.conditions();
        List<Condition> now = Stream.of(
                        new Verdict(ConditionType.READY, false, Reason.DELETING, why),
                        new Verdict(ConditionType.RECONCILING, true, Reason.DELETING, why),
                        new Verdict(ConditionType.STALLED, false, Reason.NOT_STALLED, "it ends by itself"))
                .map(verdict -> verdict.since(conditions, generation, clock))
                .toList();
        return new WebSocketGatewayStatus(generation, now, null, null, null, null, null, null, null, null, null);
    }

    private Stream<Verdict> verdicts(World world, @Nullable String lastLoss) {
        return Stream.of(
                        Verdicts.of(world).stream(),
                        GroupVerdicts.of(world).stream(),
                        Stream.of(HistoryVerdict.intact(lastLoss, clock.instant())),
                        ScalingVerdict.of(world).stream())
                .flatMap(verdicts -> verdicts);
    }

    private static @Nullable DrainStatus drain(World world) {
        if (!(world.redis() instanceof Available available)
                || available.ending().isEmpty()) {
            return null;
        }
        List<GatewayLoad> ending = available.ending();
        return new DrainStatus(
                ending.size(),
                ending.stream().mapToLong(GatewayLoad::connections).sum(),
                ending.stream()
                        .map(GatewayLoad::draining)
                        .filter(Objects::nonNull)
                        .mapToLong(GatewayReport.Draining::connections)
                        .sum());
    }

    /** The latest that any gateway told of, those that have gone since included. */
    private static @Nullable String lastLoss(@Nullable WebSocketGatewayStatus previous, World world) {
        String before = previous == null ? null : previous.lastHistoryLoss();
        Instant seen = world.redis() instanceof Available available ? available.lastLoss() : null;
        if (seen == null || (before != null && !seen.isAfter(Instant.parse(before)))) {
            return before;
        }
        return seen.toString();
    }

    /** The groups that a status remembers: one of them that is not in Redis was lost. */
    public static Set<KnownGroup> knownGroups(@Nullable WebSocketGatewayStatus status) {
        RedisStatus redis = status == null ? null : status.redis();
        return redis == null
                ? Set.of()
                : redis.consumerGroups().stream()
                        .map(group -> new KnownGroup(group.stream(), group.group()))
                        .collect(Collectors.toUnmodifiableSet());
    }

    /**
     * How streams are split, by name: as Redis says, and else as the status remembers it.
     *
     * @param seen null where Redis could not be asked
     */
    public static Map<String, PartitionLayout> layouts(
            @Nullable WebSocketGatewayStatus previous, @Nullable RedisObservation seen) {
        if (seen instanceof Available available) {
            return available.streams().stream().collect(Collectors.toMap(StreamState::stream, StreamState::layout));
        }
        RedisStatus redis = previous == null ? null : previous.redis();
        return redis == null
                ? Map.of()
                : redis.partitions().stream()
                        .collect(Collectors.toMap(
                                StreamPartitions::stream,
                                stream -> new PartitionLayout(stream.versions().stream()
                                        .map(version -> new PartitionLayout.Version(
                                                version.version(), version.first(), version.partitions(), null))
                                        .toList())));
    }

    private static List<StreamPartitions> partitions(@Nullable WebSocketGatewayStatus previous, World world) {
        if (!(world.redis() instanceof Available available)) {
            RedisStatus redis = previous == null ? null : previous.redis();
            return redis == null ? List.of() : redis.partitions();
        }
        return available.streams().stream()
                .map(stream -> new StreamPartitions(
                        stream.stream(),
                        stream.layout().versions().stream()
                                .map(version -> new StreamPartitions.PartitionVersion(
                                        version.version(), version.first(), version.partitions()))
                                .toList(),
                        stream.heldUp().stream()
                                .map(group -> new StreamPartitions.WaitingGroup(group.group(), group.version()))
                                .toList()))
                .toList();
    }

    private static @Nullable String time(@Nullable Long millis) {
        return millis == null
                ? null
                : Instant.ofEpochMilli(millis).truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static RedisStatus redis(@Nullable WebSocketGatewayStatus previous, World world) {
        GatewayConfig config = world.plan().config();
        List<ConsumerGroupStatus> groups = groups(previous, world);
        return new RedisStatus(
                world.redis() instanceof Available available ? available.version() : null,
                config.channels().stream().map(GatewayConfig.Channel::namespace).toList(),
                config.streams().stream().map(GatewayConfig.Stream::name).toList(),
                partitions(previous, world),
                groups,
                totalLag(groups),
                publishStream(world));
    }

    private static @Nullable PublishStreamStatus publishStream(World world) {
        return world.redis() instanceof Available available && available.publishStream() != null
                ? new PublishStreamStatus(
                        available.publishStream().waiting(),
                        available.publishStream().deadLetters())
                : null;
    }

    /** What is declared and was there once; without counters where they cannot be seen now. */
    private static List<ConsumerGroupStatus> groups(@Nullable WebSocketGatewayStatus previous, World world) {
        Set<KnownGroup> known = knownGroups(previous);
        List<ConsumerGroupStatus> groups = new ArrayList<>();
        for (PlannedGroup planned : world.plan().groups()) {
            GroupState state = state(planned, world);
            if (state != null) {
                groups.add(new ConsumerGroupStatus(
                        state.stream(),
                        state.group(),
                        state.lag(),
                        state.pending(),
                        state.consumers(),
                        time(state.oldestPending()),
                        state.deadLetters()));
            } else if (known.contains(new KnownGroup(planned.stream(), planned.group()))) {
                groups.add(new ConsumerGroupStatus(planned.stream(), planned.group(), null, null, null, null, null));
            }
        }
        return groups;
    }

    private static @Nullable GroupState state(PlannedGroup planned, World world) {
        return world.redis() instanceof Available available
                ? available.groups().stream()
                        .filter(state -> state.stream().equals(planned.stream())
                                && state.group().equals(planned.group()))
                        .findFirst()
                        .orElse(null)
                : null;
    }

    private static @Nullable Long totalLag(List<ConsumerGroupStatus> groups) {
        if (groups.isEmpty() || groups.stream().map(ConsumerGroupStatus::lag).anyMatch(Objects::isNull)) {
            return null;
        }
        return groups.stream()
                .mapToLong(group -> Objects.requireNonNull(group.lag()))
                .sum();
    }
}
