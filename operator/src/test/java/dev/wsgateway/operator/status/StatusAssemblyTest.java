package dev.wsgateway.operator.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.wsgateway.api.v1alpha1.ConsumerGroupStatus;
import dev.wsgateway.api.v1alpha1.DrainStatus;
import dev.wsgateway.api.v1alpha1.PublishStreamStatus;
import dev.wsgateway.api.v1alpha1.StreamPartitions;
import dev.wsgateway.api.v1alpha1.WebSocketGateway;
import dev.wsgateway.api.v1alpha1.WebSocketGatewayStatus;
import dev.wsgateway.operator.plan.Plan;
import dev.wsgateway.operator.plan.PlanContext;
import dev.wsgateway.operator.redis.GatewayLoad;
import dev.wsgateway.operator.redis.GroupAlert;
import dev.wsgateway.operator.redis.GroupFault;
import dev.wsgateway.operator.redis.GroupState;
import dev.wsgateway.operator.redis.KnownGroup;
import dev.wsgateway.operator.redis.RedisObservation;
import dev.wsgateway.operator.redis.RedisObservation.Available;
import dev.wsgateway.operator.redis.RedisObservation.Unavailable;
import dev.wsgateway.operator.redis.RedisProblem;
import dev.wsgateway.operator.redis.StreamState;
import dev.wsgateway.redis.GatewayReport;
import dev.wsgateway.redis.PartitionLayout;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StatusAssemblyTest {
    private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");
    private static final Plan PLAN = plan();
    private static final Available HEALTHY = new Available(
            "7.2.0",
            List.of(
                    new GroupState("orders", "order-service", 4L, 1, 2),
                    new GroupState("orders", "audit", 0L, 0, 0),
                    new GroupState("clicks", "order-service", 5L, 0, 0)),
            List.of(),
            List.of(new GatewayLoad("live-0", 7)));

    @Test
    void readyWhenPodsAndRedisAre() {
        WebSocketGatewayStatus status = next(null, T0, world(HEALTHY, deployment(5, 5)));

        assertThat(status.conditions())
                .extracting(Condition::getType, Condition::getStatus, Condition::getReason)
                .containsExactly(
                        tuple("Ready", "True", "Ready"),
                        tuple("RedisAvailable", "True", "Available"),
                        tuple("ConsumerGroupsProvisioned", "True", "Provisioned"),
                        tuple("Reconciling", "False", "UpToDate"),
                        tuple("Stalled", "False", "NotStalled"),
                        tuple("StreamsNearlyFull", "False", "WithinLimits"),
                        tuple("ConsumersLagging", "False", "WithinLimits"),
                        tuple("DeadLettersPresent", "False", "WithinLimits"),
                        tuple("HistoryIntact", "True", "NothingLost"));
        assertThat(status.connections()).isEqualTo(7);
        assertThat(status.readyReplicas()).isEqualTo(5);
        assertThat(status.redis())
                .isNotNull()
                .satisfies(redis -> assertThat(redis.lag()).isEqualTo(9));
    }

    private static GroupState withAlerts(GroupAlert... alerts) {
        return new GroupState("orders", "audit", 12_000L, 3, 1, 1_000L, 2, Set.of(alerts));
    }

    private static WebSocketGatewayStatus with(GroupState group) {
        Available seen = new Available("7.2.0", List.of(group), List.of(), List.of());
        return next(null, T0, world(seen, deployment(5, 5)));
    }

    @Test
    void aGroupThatIsBehindIsNamedInTheCondition() {
        for (GroupAlert alert : List.of(GroupAlert.LAG, GroupAlert.PENDING_AGE)) {
            Condition lagging = condition(with(withAlerts(alert)), "ConsumersLagging");
            assertThat(lagging.getStatus()).isEqualTo("True");
            assertThat(lagging.getMessage()).contains("'audit' of stream 'orders'");
        }
        assertThat(condition(with(withAlerts(GroupAlert.LAG)), "DeadLettersPresent")
                        .getStatus())
                .isEqualTo("False");
    }

    @Test
    void deadLettersTurnAConditionAndLeaveTheGatewayReady() {
        WebSocketGatewayStatus status = with(withAlerts(GroupAlert.DEAD_LETTERS));
        assertThat(condition(status, "DeadLettersPresent").getStatus()).isEqualTo("True");
        assertThat(condition(status, "ConsumersLagging").getStatus()).isEqualTo("False");
        assertThat(condition(status, "Ready").getStatus()).isEqualTo("True");
    }

    @Test
    void aGroupsStatusSaysSinceWhenAnEntryIsPending() {
        assertThat(with(withAlerts()).redis())
                .isNotNull()
                .satisfies(redis -> assertThat(redis.consumerGroups())
                        .contains(new ConsumerGroupStatus(
                                "orders", "audit", 12_000L, 3L, 1L, "1970-01-01T00:00:01Z", 2L)));
    }

    @Test
    void theStatusShowsWhichGroupHoldsNewPartitionsUpAndRemembersThePartitions() {
        PartitionLayout layout =
                PartitionLayout.initial(1).advance(PartitionLayout.initial(1).following(4), 5);
        Available seen = new Available(
                "7.2.0",
                List.of(),
                List.of(),
                List.of(),
                new GatewayReport.Share(1, 0, 0),
                List.of(new StreamState("orders", layout, List.of(new StreamState.HeldUp("audit", 1)))));
        WebSocketGatewayStatus status = next(null, T0, world(seen, deployment(5, 5)));
        assertThat(status.redis())
                .isNotNull()
                .satisfies(redis -> assertThat(redis.partitions())
                        .containsExactly(new StreamPartitions(
                                "orders",
                                List.of(
                                        new StreamPartitions.PartitionVersion(1, 0, 1),
                                        new StreamPartitions.PartitionVersion(2, 1, 4)),
                                List.of(new StreamPartitions.WaitingGroup("audit", 1)))));
        assertThat(StatusAssembly.layouts(status, null).get("orders"))
                .isNotNull()
                .satisfies(known -> assertThat(known.current()).isEqualTo(layout.current()));
    }

    @Test
    void aRedisThatCannotConfirmTheDiskIsTooOldWhereThatIsAskedFor() {
        Available old = new Available("7.0.15", HEALTHY.groups(), List.of(), HEALTHY.gateways());
        WebSocketGatewayStatus status = next(null, T0, world(old, deployment(5, 5)));

        assertThat(condition(status, "RedisAvailable").getReason()).isEqualTo("RedisVersionUnsupported");
        assertThat(condition(status, "RedisAvailable").getMessage()).contains("durability.aof needs 7.2");
    }

    @Test
    void unchangedWorldGivesAnEqualStatusHoweverMuchLater() {
        World world = world(HEALTHY, deployment(5, 5));
        WebSocketGatewayStatus before = next(null, T0, world);

        assertThat(next(before, T0.plus(Duration.ofDays(1)), world)).isEqualTo(before);
    }

    @Test
    void keepsTransitionTimeWhenStatusIsEqual() {
        WebSocketGatewayStatus before = next(null, T0, world(HEALTHY, deployment(5, 1)));
        WebSocketGatewayStatus after = next(before, T0.plusSeconds(60), world(HEALTHY, deployment(5, 2)));

        assertThat(condition(after, "Ready").getMessage())
                .isNotEqualTo(condition(before, "Ready").getMessage());
        assertThat(condition(after, "Ready").getLastTransitionTime()).isEqualTo("2026-01-01T00:00:00Z");
    }

    @Test
    void setsTransitionTimeWhenStatusTurns() {
        WebSocketGatewayStatus before = next(null, T0, world(HEALTHY, deployment(5, 1)));
        WebSocketGatewayStatus after = next(before, T0.plusSeconds(60), world(HEALTHY, deployment(5, 5)));

        assertThat(condition(after, "Ready").getLastTransitionTime()).isEqualTo("2026-01-01T00:01:00Z");
        assertThat(condition(after, "RedisAvailable").getLastTransitionTime()).isEqualTo("2026-01-01T00:00:00Z");
    }

    @Test
    void podsOnTheirWayAreReconcilingNotStalled() {
        WebSocketGatewayStatus status = next(null, T0, world(HEALTHY, deployment(5, 1)));

        assertThat(condition(status, "Ready").getReason()).isEqualTo("PodsNotReady");
        assertThat(condition(status, "Reconciling").getStatus()).isEqualTo("True");
        assertThat(condition(status, "Stalled").getStatus()).isEqualTo("False");
    }

    @Test
    void rollOutThatGaveUpIsStalled() {
        Deployment failed = new DeploymentBuilder(deployment(5, 1))
                .editStatus()
                .addNewCondition()
                .withType("Progressing")
                .withReason("ProgressDeadlineExceeded")
                .withStatus("False")
                .endCondition()
                .endStatus()
                .build();

        WebSocketGatewayStatus status = next(null, T0, world(HEALTHY, failed));

        assertThat(condition(status, "Stalled").getReason()).isEqualTo("RolloutFailed");
        assertThat(condition(status, "Reconciling").getStatus()).isEqualTo("False");
    }

    @ParameterizedTest
    @EnumSource(RedisProblem.class)
    void everyRedisProblemMakesItNotReadyAndIsEitherReconcilingOrStalled(RedisProblem problem) {
        WebSocketGatewayStatus status =
                next(null, T0, world(new Unavailable(problem, "what to look at"), deployment(5, 5)));

        assertThat(condition(status, "Ready").getStatus()).isEqualTo("False");
        assertThat(condition(status, "RedisAvailable").getMessage()).isEqualTo("what to look at");
        assertThat(condition(status, "Reconciling").getStatus())
                .isNotEqualTo(condition(status, "Stalled").getStatus());
    }

    @Test
    void waitsForARedisThatIsAwayAndRemembersItsGroupsWithoutCounters() {
        WebSocketGatewayStatus before = next(null, T0, world(HEALTHY, deployment(5, 5)));
        WebSocketGatewayStatus away =
                next(before, T0, world(new Unavailable(RedisProblem.UNREACHABLE, "refused"), deployment(5, 5)));

        assertThat(condition(away, "Reconciling").getStatus()).isEqualTo("True");
        assertThat(away.connections()).isNull();
        assertThat(away.redis()).isNotNull().satisfies(redis -> {
            assertThat(redis.lag()).isNull();
            assertThat(redis.consumerGroups())
                    .contains(new ConsumerGroupStatus("orders", "audit", null, null, null, null, null))
                    .hasSize(3);
        });
        assertThat(StatusAssembly.knownGroups(away)).contains(new KnownGroup("orders", "audit"));
    }

    @Test
    void groupThatWasNeverThereIsNotRemembered() {
        WebSocketGatewayStatus status =
                next(null, T0, world(new Unavailable(RedisProblem.UNREACHABLE, "refused"), null));

        assertThat(StatusAssembly.knownGroups(status)).isEmpty();
    }

    @Test
    void theStatusShowsThePublishStreamWhereItIsKnown() {
        Available known = new Available(
                "7.2.0",
                HEALTHY.groups(),
                List.of(),
                HEALTHY.gateways(),
                new GatewayReport.Share(16, 12, 3),
                List.of());

        WebSocketGatewayStatus status = next(null, T0, world(known, deployment(5, 5)));

        assertThat(status.redis())
                .isNotNull()
                .satisfies(redis -> assertThat(redis.publishStream()).isEqualTo(new PublishStreamStatus(12L, 3L)));
        assertThat(next(null, T0, world(HEALTHY, deployment(5, 5))).redis())
                .isNotNull()
                .satisfies(redis -> assertThat(redis.publishStream()).isNull());
    }

    @Test
    void showsHowFarADrainIs() {
        Available draining = reporting(
                new GatewayLoad("live-0", 30, new GatewayReport.Draining(0, 100), null),
                new GatewayLoad("live-1", 10, new GatewayReport.Draining(0, 50), null),
                new GatewayLoad("live-2", 60));

        WebSocketGatewayStatus status = next(null, T0, world(draining, deployment(5, 5)));

        assertThat(status.drain()).isEqualTo(new DrainStatus(2, 40L, 150L));
        assertThat(status.connections()).isEqualTo(100);
        assertThat(next(status, T0, world(HEALTHY, deployment(5, 5))).drain()).isNull();
    }

    @Test
    void aLossOfHistoryIsTrueForAnHourAndRememberedForEver() {
        Instant when = T0.minusSeconds(10);
        Available lost = reporting(
                new GatewayLoad("live-0", 1, null, new GatewayReport.Losses(1, 5)),
                new GatewayLoad("live-1", 1, null, new GatewayReport.Losses(3, when.toEpochMilli())));

        WebSocketGatewayStatus told = next(null, T0, world(lost, deployment(5, 5)));
        assertThat(told.lastHistoryLoss()).isEqualTo(when.toString());
        assertThat(condition(told, "HistoryIntact").getStatus()).isEqualTo("False");
        assertThat(condition(told, "HistoryIntact").getMessage()).contains(when.toString());
        assertThat(condition(told, "Ready").getStatus()).isEqualTo("True");

        WebSocketGatewayStatus podsAreGone = next(told, when.plusSeconds(3599), world(HEALTHY, deployment(5, 5)));
        assertThat(condition(podsAreGone, "HistoryIntact").getStatus()).isEqualTo("False");
        WebSocketGatewayStatus later = next(told, when.plusSeconds(3600), world(HEALTHY, deployment(5, 5)));
        assertThat(condition(later, "HistoryIntact").getStatus()).isEqualTo("True");
        assertThat(later.lastHistoryLoss()).isEqualTo(when.toString());
    }

    private static Available reporting(GatewayLoad... gateways) {
        return new Available(HEALTHY.version(), HEALTHY.groups(), List.of(), List.of(gateways));
    }

    @Test
    void lagOfTheWholeIsUnknownWhereOneIs() {
        Available partly = new Available(
                "7.2.0",
                List.of(
                        new GroupState("orders", "order-service", null, 0, 0),
                        new GroupState("orders", "audit", 3L, 0, 0),
                        new GroupState("clicks", "order-service", 0L, 0, 0)),
                List.of(),
                List.of());

        WebSocketGatewayStatus status = next(null, T0, world(partly, deployment(5, 5)));

        assertThat(status.redis())
                .isNotNull()
                .satisfies(redis -> assertThat(redis.lag()).isNull());
    }

    @Test
    void wrongTypeNamesTheKeyAndIsStalled() {
        Available fault = new Available(
                "7.2.0",
                List.of(),
                List.of(new GroupFault(
                        "orders", "audit", "wsg:{prod/live/s/orders/0}:entries", RedisProblem.WRONG_TYPE, "WRONGTYPE")),
                List.of());

        WebSocketGatewayStatus status = next(null, T0, world(fault, deployment(5, 5)));

        assertThat(condition(status, "RedisAvailable").getStatus()).isEqualTo("True");
        assertThat(condition(status, "ConsumerGroupsProvisioned").getMessage())
                .contains("wsg:{prod/live/s/orders/0}:entries", "audit");
        assertThat(condition(status, "Stalled").getReason()).isEqualTo("RedisKeyHasWrongType");
    }

    @Test
    void missingSecretTellsWhatToCreate() {
        World world = new World(
                3, PLAN, List.of(new SecretProblem("redis-login", "password", false)), null, List.of(), null, null);

        WebSocketGatewayStatus status = next(null, T0, world);

        for (String type : List.of("Ready", "RedisAvailable", "Stalled")) {
            assertThat(condition(status, type).getReason()).isEqualTo("SecretMissing");
        }
        assertThat(condition(status, "Ready").getMessage())
                .isEqualTo("Secret 'redis-login' does not exist: create it with the key 'password'");
        assertThat(condition(status, "Ready").getObservedGeneration()).isEqualTo(3);
    }

    @Test
    void objectOfSomebodyElseIsStalled() {
        World world = new World(
                1,
                PLAN,
                List.of(),
                HEALTHY,
                List.of(new ApplyProblem("Service 'live'", true, true, "rename one of the two")),
                deployment(5, 5),
                null);

        Condition stalled = condition(next(null, T0, world), "Stalled");

        assertThat(stalled.getReason()).isEqualTo("NameTaken");
        assertThat(stalled.getMessage()).isEqualTo("Service 'live': rename one of the two");
    }

    private static WebSocketGatewayStatus next(@Nullable WebSocketGatewayStatus previous, Instant now, World world) {
        return new StatusAssembly(Clock.fixed(now, ZoneOffset.UTC)).next(previous, world);
    }

    private static Condition condition(WebSocketGatewayStatus status, String type) {
        return status.conditions().stream()
                .filter(condition -> condition.getType().equals(type))
                .findFirst()
                .orElseThrow();
    }

    private static World world(RedisObservation redis, @Nullable Deployment deployment) {
        return new World(1, PLAN, List.of(), redis, List.of(), deployment, null);
    }

    private static Deployment deployment(int replicas, int ready) {
        return new DeploymentBuilder()
                .withNewMetadata()
                .withGeneration(1L)
                .endMetadata()
                .withNewStatus()
                .withObservedGeneration(1L)
                .withReplicas(replicas)
                .withUpdatedReplicas(replicas)
                .withReadyReplicas(ready)
                .withAvailableReplicas(ready)
                .endStatus()
                .build();
    }

    private static Plan plan() {
        try {
            String yaml = Files.readString(Path.of("src/test/resources/plan/everything/in-websocketgateway-live.yaml"));
            return Plan.of(
                    new KubernetesSerialization().unmarshal(yaml, WebSocketGateway.class), new PlanContext("gateway"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
