package dev.wsgateway.operator.kubernetes;

import dev.wsgateway.api.v1alpha1.WebSocketGateway;
import dev.wsgateway.operator.plan.Labels;
import dev.wsgateway.operator.plan.Plan;
import dev.wsgateway.operator.plan.PlanContext;
import dev.wsgateway.operator.plan.SecretFile;
import dev.wsgateway.operator.plan.SecretValues;
import dev.wsgateway.operator.redis.RedisTarget;
import dev.wsgateway.operator.status.SecretProblem;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.cache.ReducedStateItemStore;
import io.javaoperatorsdk.operator.api.config.informer.FieldSelector;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The Secrets that gateways name. Of those of the whole cluster only the names and versions are kept in memory; bytes
 * are fetched when a reconciliation needs them.
 */
final class UserSecrets {
    private static final String INDEX = "secrets";

    private final KubernetesClient client;
    private final PlanContext planContext;

    UserSecrets(KubernetesClient client, PlanContext planContext) {
        this.client = client;
        this.planContext = planContext;
    }

    /**
     * What was found.
     *
     * @param values what is there
     * @param problems what is not
     */
    record Found(SecretValues values, List<SecretProblem> problems) {

        boolean complete() {
            return problems.isEmpty();
        }

        /** How to log in at Redis; null while a Secret for that is missing. */
        @Nullable
        RedisTarget redis(Plan plan) {
            boolean missing = plan.secretFiles().stream()
                    .filter(file -> !file.optional() && file.neededForRedis())
                    .anyMatch(file -> !values.byPath().containsKey(file.path()));
            return missing ? null : RedisTarget.of(plan.config().redis(), values);
        }
    }

    Found read(Plan plan) {
        Map<String, Secret> secrets = new HashMap<>();
        plan.secretFiles().stream().map(SecretFile::secret).distinct().forEach(name -> {
            Secret secret = client.secrets()
                    .inNamespace(plan.config().namespace())
                    .withName(name)
                    .get();
            if (secret != null) {
                secrets.put(name, secret);
            }
        });
        Map<String, byte[]> values = new HashMap<>();
        List<SecretProblem> problems = new ArrayList<>();
        for (SecretFile file : plan.secretFiles()) {
            Secret secret = secrets.get(file.secret());
            String value = secret == null ? null : secret.getData().get(file.key());
            if (value != null && !value.isEmpty()) {
                values.put(file.path(), Base64.getDecoder().decode(value));
            } else if (!file.optional()) {
                problems.add(new SecretProblem(file.secret(), file.key(), secret != null));
            }
        }
        return new Found(new SecretValues(values), List.copyOf(problems));
    }

    /** Tells a gateway of any change of a Secret that it names. */
    EventSource<?, WebSocketGateway> eventSource(EventSourceContext<WebSocketGateway> context) {
        context.getPrimaryCache()
                .addIndexer(
                        INDEX,
                        gateway -> secretsOf(gateway).stream()
                                .map(ResourceID::toString)
                                .toList());
        return new InformerEventSource<>(
                InformerEventSourceConfiguration.from(Secret.class, WebSocketGateway.class)
                        .withName("user-secrets")
                        .withLabelSelector(Labels.NOT_OWNED_BY_OPERATOR)
                        .withFieldSelector(new FieldSelector(
                                new FieldSelector.Field("type", "helm.sh/release.v1", true),
                                new FieldSelector.Field("type", "kubernetes.io/service-account-token", true)))
                        .withItemStore(new ReducedStateItemStore<>(
                                ReducedStateItemStore.NAME_KEY_STATE,
                                Secret.class,
                                client.getKubernetesSerialization()))
                        .withSecondaryToPrimaryMapper(secret ->
                                context
                                        .getPrimaryCache()
                                        .byIndex(
                                                INDEX,
                                                ResourceID.fromResource(secret).toString())
                                        .stream()
                                        .map(ResourceID::fromResource)
                                        .collect(Collectors.toSet()))
                        .<WebSocketGateway>withPrimaryToSecondaryMapper(this::secretsOf)
                        .withNamespacesInheritedFromController()
                        .build(),
                context);
    }

    private Set<ResourceID> secretsOf(WebSocketGateway gateway) {
        return Plan.of(gateway, planContext).secretFiles().stream()
                .map(file -> new ResourceID(file.secret(), gateway.getMetadata().getNamespace()))
                .collect(Collectors.toSet());
    }
}
