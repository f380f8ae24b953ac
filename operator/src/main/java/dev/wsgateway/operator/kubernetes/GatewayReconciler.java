package dev.wsgateway.operator.kubernetes;

import dev.wsgateway.api.v1alpha1.WebSocketGateway;
import dev.wsgateway.api.v1alpha1.WebSocketGatewayStatus;
import dev.wsgateway.operator.kubernetes.PlannedObjects.Applied;
import dev.wsgateway.operator.plan.Plan;
import dev.wsgateway.operator.plan.PlanContext;
import dev.wsgateway.operator.plan.PlannedGroup;
import dev.wsgateway.operator.redis.KnownGroup;
import dev.wsgateway.operator.redis.RedisObservation;
import dev.wsgateway.operator.redis.RedisRequest;
import dev.wsgateway.operator.redis.RedisTarget;
import dev.wsgateway.operator.status.StatusAssembly;
import dev.wsgateway.operator.status.World;
import dev.wsgateway.redis.PartitionLayout;
import dev.wsgateway.redis.RedisNames;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.PrimaryUpdateAndCacheUtils;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Brings a cluster and a Redis to what one custom resource asks for, and says in its status how far that is. */
@ControllerConfiguration(name = GatewayReconciler.NAME, triggerReconcilerOnAllEvents = true)
final class GatewayReconciler implements Reconciler<WebSocketGateway> {
    static final String NAME = "websocketgateway";
    private static final Duration DELETION_STEP = Duration.ofSeconds(1);

    private final PlanContext planContext;
    private final UserSecrets userSecrets;
    private final RedisEventSource redis;
    private final PlannedObjects objects;
    private final StatusAssembly statusAssembly;
    private final EventPublisher events;
    private final Replicas replicas;
    private final Deletion deletion;

    GatewayReconciler(
            PlanContext planContext,
            UserSecrets userSecrets,
            RedisEventSource redis,
            PlannedObjects objects,
            StatusAssembly statusAssembly,
            EventPublisher events,
            Replicas replicas,
            Deletion deletion) {
        this.planContext = planContext;
        this.userSecrets = userSecrets;
        this.redis = redis;
        this.objects = objects;
        this.statusAssembly = statusAssembly;
        this.events = events;
        this.replicas = replicas;
        this.deletion = deletion;
    }

    @Override
    public List<EventSource<?, WebSocketGateway>> prepareEventSources(EventSourceContext<WebSocketGateway> context) {
        List<EventSource<?, WebSocketGateway>> sources = new ArrayList<>(objects.eventSources(context));
        sources.add(userSecrets.eventSource(context));
        sources.add(redis);
        return sources;
    }

    @Override
    public UpdateControl<WebSocketGateway> reconcile(WebSocketGateway gateway, Context<WebSocketGateway> context) {
        if (context.isPrimaryResourceDeleted()) {
            return UpdateControl.noUpdate();
        }
        Plan plan = Plan.of(gateway, planContext);
        UserSecrets.Found secrets = userSecrets.read(plan);
        if (gateway.isMarkedForDeletion()) {
            return delete(gateway, context, plan, secrets);
        }
        deletion.prepare(gateway);
        Set<KnownGroup> known = StatusAssembly.knownGroups(gateway.getStatus());

        RedisObservation seen = provision(plan, secrets.redis(plan), known);

        redis.groupMetrics().seen(names(plan), seen);
        Map<String, PartitionLayout> layouts = StatusAssembly.layouts(gateway.getStatus(), seen);
        new Desired(plan, secrets.values(), layouts).putInto(context);
        Replicas.Scaled scaled = replicas.of(plan, deployed(gateway, context), seen);
        plan = scaled.plan();

        new Desired(plan, secrets.values(), layouts).putInto(context);
        Applied applied = objects.apply(gateway, context, secrets.complete(), groupsExist(plan, seen, known));

        WebSocketGatewayStatus status = statusAssembly.next(
                gateway.getStatus(),
                new World(
                        generation(gateway),
                        plan,
                        secrets.problems(),
                        seen,
                        applied.problems(),
                        objects.deployment(gateway, context).orElse(null),
                        scaled.decision()));

        publish(gateway, status, applied);
        if (scaled.changed()) {
            events.scaled(gateway, scaled);
        }
        if (!status.equals(gateway.getStatus())) {
            // Into the cache with the answer: the next reconciliation may come before the informer has seen this
            // status, and would give its conditions another time.
            PrimaryUpdateAndCacheUtils.ssaPatchStatusAndCacheResource(gateway, withStatus(gateway, status), context);
        }
        UpdateControl<WebSocketGateway> control = UpdateControl.noUpdate();
        return applied.problems().isEmpty() ? control : control.rescheduleAfter(OperatorProcess.MAX_RETRY_INTERVAL);
    }

    /** Pods that there are to be until now; null where there is no Deployment. */
    private @Nullable Integer deployed(WebSocketGateway gateway, Context<WebSocketGateway> context) {
        return objects.deployment(gateway, context)
                .map(deployment -> deployment.getSpec().getReplicas())
                .orElse(null);
    }

    private UpdateControl<WebSocketGateway> delete(
            WebSocketGateway gateway, Context<WebSocketGateway> context, Plan plan, UserSecrets.Found secrets) {
        new Desired(plan.withReplicas(0), secrets.values(), Map.of()).putInto(context);
        objects.applyDeployment(gateway, context);
        return switch (deletion.step(gateway, plan, secrets.redis(plan))) {
            case Deletion.Step.Over _ -> UpdateControl.noUpdate();
            case Deletion.Step.Wait wait -> {
                WebSocketGatewayStatus status =
                        statusAssembly.deleting(gateway.getStatus(), generation(gateway), wait.why());
                if (!status.equals(gateway.getStatus())) {
                    PrimaryUpdateAndCacheUtils.ssaPatchStatusAndCacheResource(
                            gateway, withStatus(gateway, status), context);
                }
                yield UpdateControl.<WebSocketGateway>noUpdate().rescheduleAfter(DELETION_STEP);
            }
        };
    }

    private static long generation(WebSocketGateway gateway) {
        return gateway.getMetadata().getGeneration();
    }

    private @Nullable RedisObservation provision(Plan plan, @Nullable RedisTarget target, Set<KnownGroup> known) {
        return target == null
                ? null
                : redis.watch().observe(new RedisRequest(names(plan), target, plan.streams(), known));
    }

    /** Whether every stream may take entries: its groups exist now, or did before Redis went away. */
    private static boolean groupsExist(Plan plan, @Nullable RedisObservation seen, Set<KnownGroup> known) {
        return (seen instanceof RedisObservation.Available available
                        && available.faults().isEmpty())
                || plan.groups().stream().map(GatewayReconciler::known).allMatch(known::contains);
    }

    private static KnownGroup known(PlannedGroup group) {
        return new KnownGroup(group.stream(), group.group());
    }

    private void publish(WebSocketGateway gateway, WebSocketGatewayStatus status, Applied applied) {
        redis.watch()
                .takeChanges(new RedisNames(
                        gateway.getMetadata().getNamespace(),
                        gateway.getMetadata().getName()))
                .forEach(change -> events.redis(gateway, change));
        applied.changes().forEach(change -> events.object(gateway, change));
        events.transitions(gateway, gateway.getStatus(), status);
    }

    private static RedisNames names(Plan plan) {
        return new RedisNames(plan.config().namespace(), plan.config().name());
    }

    /** For server-side apply of the status: nothing but the identity beside it. */
    private static WebSocketGateway withStatus(WebSocketGateway gateway, WebSocketGatewayStatus status) {
        WebSocketGateway patch = new WebSocketGateway();
        patch.setMetadata(new ObjectMetaBuilder()
                .withNamespace(gateway.getMetadata().getNamespace())
                .withName(gateway.getMetadata().getName())
                .withUid(gateway.getMetadata().getUid())
                .build());
        patch.setSpec(null);
        patch.setStatus(status);
        return patch;
    }
}
