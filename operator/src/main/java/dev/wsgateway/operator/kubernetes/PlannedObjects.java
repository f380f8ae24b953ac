package dev.wsgateway.operator.kubernetes;

import dev.wsgateway.api.v1alpha1.WebSocketGateway;
import dev.wsgateway.operator.kubernetes.PlannedObject.NameTakenException;
import dev.wsgateway.operator.plan.Labels;
import dev.wsgateway.operator.status.ApplyProblem;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.OperatorException;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.dependent.ReconcileResult;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The objects of a gateway in the cluster. One that fails does not keep the others from being applied. */
final class PlannedObjects {
    private static final Logger LOG = LoggerFactory.getLogger(PlannedObjects.class);

    private final PlannedObject<ServiceAccount> serviceAccount =
            new PlannedObject<>(ServiceAccount.class, desired -> desired.plan().serviceAccount());
    private final PlannedObject<ConfigMap> configMap =
            new PlannedObject<>(ConfigMap.class, desired -> desired.plan().configMap());
    private final PlannedObject<Service> websocketService =
            new PlannedObject<>(Service.class, desired -> desired.plan().websocketService());
    private final PlannedObject<Service> apiService =
            new PlannedObject<>(Service.class, desired -> desired.plan().apiService());
    private final PlannedObject<PodDisruptionBudget> disruptionBudget = new PlannedObject<>(
            PodDisruptionBudget.class, desired -> desired.plan().disruptionBudget());
    private final PlannedObject<Secret> binding =
            new PlannedObject<>(Secret.class, desired -> desired.plan().binding(desired.secrets(), desired.layouts()));
    private final PlannedObject<Secret> pushSecret =
            new PlannedObject<>(Secret.class, desired -> desired.plan().pushSecret(desired.secrets()));
    private final PlannedObject<Deployment> deployment =
            new PlannedObject<>(Deployment.class, desired -> desired.plan().deployment());

    /** One informer a type, of what carries the operator's label only. */
    List<EventSource<?, WebSocketGateway>> eventSources(EventSourceContext<WebSocketGateway> context) {
        return List.of(
                source(ServiceAccount.class, context, serviceAccount),
                source(ConfigMap.class, context, configMap),
                source(Service.class, context, websocketService, apiService),
                source(PodDisruptionBudget.class, context, disruptionBudget),
                source(Secret.class, context, binding, pushSecret),
                source(Deployment.class, context, deployment));
    }

    @SafeVarargs
    private static <R extends HasMetadata> InformerEventSource<R, WebSocketGateway> source(
            Class<R> type, EventSourceContext<WebSocketGateway> context, PlannedObject<R>... objects) {
        InformerEventSource<R, WebSocketGateway> source = new InformerEventSource<>(
                InformerEventSourceConfiguration.from(type, WebSocketGateway.class)
                        .withName("owned-" + HasMetadata.getPlural(type))
                        .withLabelSelector(Labels.OWNED_BY_OPERATOR)
                        .withNamespacesInheritedFromController()
                        .build(),
                context);
        for (PlannedObject<R> object : objects) {
            object.setEventSource(source);
        }
        return source;
    }

    /** The Deployment as the cluster has it. */
    Optional<Deployment> deployment(WebSocketGateway gateway, Context<WebSocketGateway> context) {
        return deployment.getSecondaryResource(gateway, context);
    }

    /**
     * What was done.
     *
     * @param changes what was created or updated
     * @param problems what could not be
     */
    record Applied(List<ObjectChange> changes, List<ApplyProblem> problems) {}

    /** An object that was written. */
    record ObjectChange(HasMetadata object, ReconcileResult.Operation operation) {}

    /**
     * Applies what is due.
     *
     * @param secretsComplete whether all Secrets are there: no Secret is written with half of its keys
     * @param groupsKnown whether the groups of all streams exist: before, no stream may take entries
     */
    Applied apply(
            WebSocketGateway gateway, Context<WebSocketGateway> context, boolean secretsComplete, boolean groupsKnown) {
        boolean started = deployment(gateway, context).isPresent();
        Applied applied = new Applied(new ArrayList<>(), new ArrayList<>());
        due(secretsComplete, groupsKnown, started).forEach(object -> apply(object, gateway, context, applied));
        return applied;
    }

    /** Applies the Deployment alone, if it is there: with a plan for no pods, these end. */
    void applyDeployment(WebSocketGateway gateway, Context<WebSocketGateway> context) {
        if (deployment(gateway, context).isPresent()) {
            apply(deployment, gateway, context, new Applied(new ArrayList<>(), new ArrayList<>()));
        }
    }

    private Stream<PlannedObject<?>> due(boolean secretsComplete, boolean groupsKnown, boolean started) {
        Stream.Builder<PlannedObject<?>> due = Stream.builder();
        due.add(serviceAccount).add(websocketService).add(apiService).add(disruptionBudget);
        if (groupsKnown) {
            due.add(configMap);
        }
        if (secretsComplete) {
            due.add(binding).add(pushSecret);
        }
        if (started || (secretsComplete && groupsKnown)) {
            due.add(deployment);
        }
        return due.build();
    }

    private static <R extends HasMetadata> void apply(
            PlannedObject<R> object, WebSocketGateway gateway, Context<WebSocketGateway> context, Applied applied) {
        try {
            ReconcileResult<R> result = object.reconcile(gateway, context);
            ReconcileResult.Operation operation = result.getSingleOperation();
            if (operation != ReconcileResult.Operation.NONE) {
                result.getSingleResource()
                        .ifPresent(written -> applied.changes.add(new ObjectChange(written, operation)));
            }
        } catch (KubernetesClientException | OperatorException | NameTakenException e) {
            ApplyProblem problem = problem(describe(object, gateway, context), e);
            LOG.atWarn()
                    .addKeyValue("namespace", gateway.getMetadata().getNamespace())
                    .addKeyValue("name", gateway.getMetadata().getName())
                    .addKeyValue("object", problem.object())
                    .addKeyValue("error", problem.message())
                    .log("Object could not be applied");
            applied.problems.add(problem);
        }
    }

    private static String describe(
            PlannedObject<?> object, WebSocketGateway gateway, Context<WebSocketGateway> context) {
        return object.resourceType().getSimpleName() + " '"
                + object.targetSecondaryResourceID(gateway, context).getName() + "'";
    }

    private static ApplyProblem problem(String object, RuntimeException error) {
        if (error instanceof NameTakenException) {
            return new ApplyProblem(object, true, true, String.valueOf(error.getMessage()));
        }
        int code = error instanceof KubernetesClientException client ? client.getCode() : 0;
        boolean refused = code == 400 || code == 403 || code == 422;
        String message = error instanceof KubernetesClientException client && client.getStatus() != null
                ? client.getStatus().getMessage()
                : error.getMessage();
        return new ApplyProblem(object, false, refused, String.valueOf(message));
    }
}
