package dev.wsgateway.operator.plan;

import dev.wsgateway.api.v1alpha1.Endpoints;
import dev.wsgateway.api.v1alpha1.GroupAlerts;
import dev.wsgateway.api.v1alpha1.WebSocketGateway;
import dev.wsgateway.config.GatewayConfig;
import dev.wsgateway.redis.PartitionLayout;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * All that a {@code WebSocketGateway} leads to. The objects have neither owner references nor a status: whoever applies
 * them adds the former. Treat the objects as immutable.
 *
 * @param config the gateway's configuration file
 * @param secretFiles Secret files that the gateways read
 * @param streams streams and consumer groups that Redis must have before they take entries
 * @param endpoints addresses inside a cluster
 * @param serviceAccount identity of the pods, without any right
 * @param configMap holds the configuration file under the key {@link GatewayConfig#FILE}
 * @param deployment the gateway pods
 * @param websocketService for frontends
 * @param apiService for backends
 * @param disruptionBudget lets a tenth of the pods go at a time
 * @param scaling what the number of pods follows; null where it is fixed
 */
public record Plan(
        GatewayConfig config,
        List<SecretFile> secretFiles,
        List<PlannedStream> streams,
        Endpoints endpoints,
        ServiceAccount serviceAccount,
        ConfigMap configMap,
        Deployment deployment,
        Service websocketService,
        Service apiService,
        PodDisruptionBudget disruptionBudget,
        @Nullable Scaling scaling) {

    /**
     * Plans a custom resource that the schema of the CRD accepted, with its defaults filled in and its namespace and
     * name set. Pure: no I/O, no clock; equal arguments give equal plans.
     */
    public static Plan of(WebSocketGateway gateway, PlanContext context) {
        GatewayConfig config = ConfigPlan.of(gateway);
        List<SecretFile> files = SecretFiles.of(gateway.getSpec());
        Scaling scaling = Scaling.of(gateway.getSpec());
        ServicePlan services = new ServicePlan(config);
        String image = gateway.getSpec().image();
        DeploymentPlan deployment = new DeploymentPlan(
                config,
                scaling == null ? gateway.getSpec().replicas() : scaling.min(),
                image == null ? context.gatewayImage() : image,
                files,
                gateway.getSpec().drain().maxSurge());
        return new Plan(
                config,
                files,
                streams(gateway),
                services.endpoints(),
                serviceAccount(config),
                configMap(config),
                deployment.deployment(),
                services.websocket(),
                services.api(),
                disruptionBudget(config),
                scaling);
    }

    /** Pods that there are to be. With {@link #scaling}, the fewest. */
    public int replicas() {
        return deployment.getSpec().getReplicas();
    }

    /** The same with another number of pods. */
    public Plan withReplicas(int replicas) {
        Deployment other = new DeploymentBuilder(deployment)
                .editSpec()
                .withReplicas(replicas)
                .endSpec()
                .build();
        return new Plan(
                config,
                secretFiles,
                streams,
                endpoints,
                serviceAccount,
                configMap,
                other,
                websocketService,
                apiService,
                disruptionBudget,
                scaling);
    }

    /** The consumer groups of all streams. */
    public List<PlannedGroup> groups() {
        return streams.stream().flatMap(stream -> stream.groups().stream()).toList();
    }

    /**
     * The Secret that backends bind to.
     *
     * @param values the bytes of {@link #secretFiles}, none missing but optional ones
     * @param layouts how the streams are split, by name; one that isn't there is split as it is at first
     */
    public Secret binding(SecretValues values, Map<String, PartitionLayout> layouts) {
        return new BindingPlan(config, endpoints, groups(), layouts).secret(values);
    }

    /**
     * The Secret with what the pods read of users' Secrets for groups with {@code push}.
     *
     * @param values the bytes of {@link #secretFiles}
     */
    public Secret pushSecret(SecretValues values) {
        Map<String, String> data = new TreeMap<>();
        secretFiles.stream().filter(SecretFile::copied).forEach(file -> {
            byte[] value = values.byPath().get(file.path());
            if (value != null) {
                data.put(file.path(), Base64.getEncoder().encodeToString(value));
            }
        });
        return new SecretBuilder()
                .withMetadata(Labels.metadata(config.namespace(), pushSecretName(config), config.name()))
                .withType("Opaque")
                .withData(data)
                .build();
    }

    static String pushSecretName(GatewayConfig config) {
        return config.name() + "-push";
    }

    /** Name of the Secret that {@link #binding} makes. */
    public String bindingName() {
        return BindingPlan.name(config);
    }

    /** Label selector of the gateway pods, as the scale subresource wants it. */
    public String selector() {
        return Labels.selector(config.name()).entrySet().stream()
                .map(Map.Entry::toString)
                .collect(Collectors.joining(","));
    }

    private static List<PlannedStream> streams(WebSocketGateway gateway) {
        return gateway.getSpec().streams().stream()
                .map(stream -> new PlannedStream(
                        stream.name(),
                        stream.partitions(),
                        stream.maxLength(),
                        ConfigPlan.duration(stream.idempotencyWindow()),
                        stream.consumerGroups().stream()
                                .map(group -> new PlannedGroup(
                                        stream.name(), group.name(), group.from(), limits(group.alerts())))
                                .toList()))
                .toList();
    }

    private static GroupLimits limits(GroupAlerts alerts) {
        return new GroupLimits(alerts.lag(), ConfigPlan.duration(alerts.pendingAge()), alerts.deadLetters());
    }

    private static ServiceAccount serviceAccount(GatewayConfig config) {
        return new ServiceAccountBuilder()
                .withMetadata(Labels.metadata(config.namespace(), config.name(), config.name()))
                .withAutomountServiceAccountToken(false)
                .build();
    }

    private static ConfigMap configMap(GatewayConfig config) {
        return new ConfigMapBuilder()
                .withMetadata(Labels.metadata(config.namespace(), config.name(), config.name()))
                .addToData(GatewayConfig.FILE, config.toJson())
                .build();
    }

    private static PodDisruptionBudget disruptionBudget(GatewayConfig config) {
        return new PodDisruptionBudgetBuilder()
                .withMetadata(Labels.metadata(config.namespace(), config.name(), config.name()))
                .withNewSpec()
                .withMaxUnavailable(new IntOrString("10%"))
                .withUnhealthyPodEvictionPolicy("AlwaysAllow")
                .withNewSelector()
                .withMatchLabels(Labels.selector(config.name()))
                .endSelector()
                .endSpec()
                .build();
    }
}
