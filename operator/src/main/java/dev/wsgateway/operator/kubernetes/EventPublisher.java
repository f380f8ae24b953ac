package dev.wsgateway.operator.kubernetes;

import dev.wsgateway.api.v1alpha1.DrainStatus;
import dev.wsgateway.api.v1alpha1.WebSocketGateway;
import dev.wsgateway.api.v1alpha1.WebSocketGatewayStatus;
import dev.wsgateway.operator.kubernetes.PlannedObjects.ObjectChange;
import dev.wsgateway.operator.redis.GroupChange;
import dev.wsgateway.operator.redis.PartitionChange;
import dev.wsgateway.operator.redis.RedisChange;
import dev.wsgateway.operator.status.ConditionType;
import dev.wsgateway.redis.RedisNames;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.MicroTime;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.api.model.events.v1.EventBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.reconciler.dependent.ReconcileResult;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Publishes Kubernetes events (events.k8s.io/v1) of what changed. One that cannot be written is logged and forgotten. */
final class EventPublisher {
    private static final Logger LOG = LoggerFactory.getLogger(EventPublisher.class);

    /** The longest note that the API server takes. */
    private static final int MAX_NOTE = 1024;

    private static final DateTimeFormatter MICROSECONDS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    private final KubernetesClient client;
    private final String instance;
    private final Clock clock;

    /**
     * Makes a publisher.
     *
     * @param instance name of this operator's pod
     */
    EventPublisher(KubernetesClient client, String instance, Clock clock) {
        this.client = client;
        this.instance = instance;
        this.clock = clock;
    }

    void redis(WebSocketGateway gateway, RedisChange change) {
        switch (change) {
            case GroupChange group -> group(gateway, group);
            case PartitionChange split ->
                publish(
                        gateway,
                        EventReason.PARTITIONS_CHANGED,
                        "stream '" + split.stream() + "' has " + split.after() + " partitions from now on, before "
                                + split.before()
                                + "; a group reads them when it has acknowledged all that came before");
        }
    }

    private void group(WebSocketGateway gateway, GroupChange change) {
        String group = "consumer group '" + change.group() + "' of stream '" + change.stream() + "'";
        switch (change.kind()) {
            case CREATED -> publish(gateway, EventReason.GROUP_CREATED, group + " is made");
            case ADOPTED -> publish(gateway, EventReason.GROUP_ADOPTED, group + " was there and is taken over");
            case RESTORED ->
                publish(
                        gateway,
                        EventReason.GROUP_RESTORED,
                        group + " was lost in Redis; it begins again with the oldest entry that is still there");
        }
    }

    void object(WebSocketGateway gateway, ObjectChange change) {
        publish(
                gateway,
                change.operation() == ReconcileResult.Operation.CREATED
                        ? EventReason.OBJECT_CREATED
                        : EventReason.OBJECT_UPDATED,
                change.object().getKind() + " " + change.object().getMetadata().getName());
    }

    /** Publishes that nothing of the gateway is left in Redis. */
    void erased(WebSocketGateway gateway, long keys) {
        publish(gateway, EventReason.KEYS_REMOVED, keys + " keys were removed from Redis");
    }

    /** Publishes that the custom resource goes although keys are left. */
    void keysLeft(WebSocketGateway gateway, String why) {
        publish(
                gateway,
                EventReason.KEYS_LEFT,
                "keys are left in Redis (" + why + "): remove those that match "
                        + new RedisNames(
                                        gateway.getMetadata().getNamespace(),
                                        gateway.getMetadata().getName())
                                .allKeys());
    }

    /** Publishes that the number of pods follows the connections. */
    void scaled(WebSocketGateway gateway, Replicas.Scaled scaled) {
        int before = Objects.requireNonNull(scaled.before());
        int now = scaled.plan().replicas();
        publish(
                gateway,
                now > before ? EventReason.SCALED_OUT : EventReason.SCALED_IN,
                "from " + before + " to " + now + " pods, for the connections");
    }

    /** Publishes what turned from one status to the next. */
    void transitions(WebSocketGateway gateway, @Nullable WebSocketGatewayStatus before, WebSocketGatewayStatus after) {
        transition(
                gateway,
                ConditionType.REDIS_AVAILABLE,
                before,
                after,
                EventReason.REDIS_AVAILABLE,
                EventReason.REDIS_UNAVAILABLE);
        transition(gateway, ConditionType.READY, before, after, EventReason.READY, EventReason.NOT_READY);
        alarm(
                gateway,
                ConditionType.STREAMS_NEARLY_FULL,
                before,
                after,
                EventReason.STREAMS_NEARLY_FULL,
                EventReason.STREAMS_HAVE_ROOM);
        alarm(
                gateway,
                ConditionType.CONSUMERS_LAGGING,
                before,
                after,
                EventReason.CONSUMERS_LAGGING,
                EventReason.CONSUMERS_CAUGHT_UP);
        alarm(
                gateway,
                ConditionType.DEAD_LETTERS_PRESENT,
                before,
                after,
                EventReason.DEAD_LETTERS_PRESENT,
                EventReason.DEAD_LETTERS_GONE);
        drain(gateway, before == null ? null : before.drain(), after.drain());
        String loss = after.lastHistoryLoss();
        if (loss != null && (before == null || !loss.equals(before.lastHistoryLoss()))) {
            publish(
                    gateway,
                    EventReason.HISTORY_LOST,
                    condition(after, ConditionType.HISTORY_INTACT).orElseThrow().getMessage());
        }
    }

    private void drain(WebSocketGateway gateway, @Nullable DrainStatus before, @Nullable DrainStatus after) {
        if (before == null && after != null) {
            publish(
                    gateway,
                    EventReason.DRAINING,
                    after.pods() + " pods are about to end and move " + after.before() + " connections to others");
        }
        if (before != null && after == null) {
            publish(gateway, EventReason.DRAINED, "no pod moves connections any more");
        }
    }

    /** Tells of a condition that is True when somebody should look: when it turns, and when it is about other groups. */
    private void alarm(
            WebSocketGateway gateway,
            ConditionType type,
            @Nullable WebSocketGatewayStatus before,
            WebSocketGatewayStatus after,
            EventReason begins,
            EventReason ends) {
        Condition now = condition(after, type).orElseThrow();
        Optional<Condition> then = condition(before, type);
        boolean was =
                then.map(condition -> condition.getStatus().equals("True")).orElse(false);
        boolean is = now.getStatus().equals("True");
        if (is && !(was && then.orElseThrow().getMessage().equals(now.getMessage()))) {
            publish(gateway, begins, now.getMessage());
        }
        if (was && !is) {
            publish(gateway, ends, now.getMessage());
        }
    }

    private void transition(
            WebSocketGateway gateway,
            ConditionType type,
            @Nullable WebSocketGatewayStatus before,
            WebSocketGatewayStatus after,
            EventReason whenTrue,
            EventReason whenFalse) {
        Condition now = condition(after, type).orElseThrow();
        String then = condition(before, type).map(Condition::getStatus).orElse("Unknown");
        if (!now.getStatus().equals(then)) {
            boolean good = now.getStatus().equals("True");
            publish(
                    gateway,
                    good ? whenTrue : whenFalse,
                    good ? now.getMessage() : now.getReason() + ": " + now.getMessage());
        }
    }

    private static Optional<Condition> condition(@Nullable WebSocketGatewayStatus status, ConditionType type) {
        return status == null
                ? Optional.empty()
                : status.conditions().stream()
                        .filter(condition -> condition.getType().equals(type.text()))
                        .findFirst();
    }

    private void publish(WebSocketGateway gateway, EventReason reason, String note) {
        Event event = new EventBuilder()
                .withNewMetadata()
                .withNamespace(gateway.getMetadata().getNamespace())
                .withGenerateName(gateway.getMetadata().getName() + "-")
                .endMetadata()
                .withEventTime(new MicroTime(MICROSECONDS.format(clock.instant())))
                .withType(reason.type())
                .withReason(reason.text())
                .withAction("Reconcile")
                .withNote(note.length() > MAX_NOTE ? note.substring(0, MAX_NOTE) : note)
                .withReportingController("wsgateway.dev/operator")
                .withReportingInstance(instance)
                .withNewRegarding()
                .withApiVersion(gateway.getApiVersion())
                .withKind(gateway.getKind())
                .withNamespace(gateway.getMetadata().getNamespace())
                .withName(gateway.getMetadata().getName())
                .withUid(gateway.getMetadata().getUid())
                .withResourceVersion(gateway.getMetadata().getResourceVersion())
                .endRegarding()
                .build();
        try {
            client.resource(event).create();
        } catch (KubernetesClientException e) {
            LOG.atWarn()
                    .addKeyValue("reason", reason.text())
                    .addKeyValue("note", note)
                    .addKeyValue("error", e.getMessage())
                    .log("Event could not be published");
        }
    }
}
