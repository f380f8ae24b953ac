package dev.wsgateway.operator.plan;

import dev.wsgateway.config.GatewayConfig;
import dev.wsgateway.config.GatewayEnvironment;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ContainerPortBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSecurityContextBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContextBuilder;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraintBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import io.fabric8.kubernetes.api.model.VolumeProjection;
import io.fabric8.kubernetes.api.model.VolumeProjectionBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * The Deployment of the gateway pods.
 *
 * @param image image of the gateway
 * @param maxSurge pods above the replicas during a roll-out, a number or in percent
 */
record DeploymentPlan(GatewayConfig config, int replicas, String image, List<SecretFile> secretFiles, String maxSurge) {
    static final String WEBSOCKET_PORT = "websocket";
    static final String API_PORT = "api";

    /** Pods are rolled when its value changes: it covers what a running gateway cannot take up from its files. */
    private static final String RESTART_HASH = "wsgateway.dev/restart-hash";

    private static final String CONFIG_DIRECTORY = "/etc/wsgateway/config";
    private static final String SECRETS_DIRECTORY = "/etc/wsgateway/secrets";
    private static final long USER = 65532;

    /**
     * What a pod may take to end beyond the period of its drain, in seconds: for its endpoints to go, for the last clients
     * to be told, and for what is under way in the API.
     */
    private static final long DRAIN_MARGIN = 30;

    /** A new pod is not relied on before everybody knows its endpoint, in seconds. */
    private static final long MAX_MIN_READY = 10;

    private static final int READABLE_BY_GROUP = 0440;

    Deployment deployment() {
        return new DeploymentBuilder()
                .withMetadata(Labels.metadata(config.namespace(), config.name(), config.name()))
                .withNewSpec()
                .withReplicas(replicas)
                .withMinReadySeconds((int) Math.min(MAX_MIN_READY, drainSeconds()))
                .withRevisionHistoryLimit(5)
                .withProgressDeadlineSeconds(600)
                .withNewSelector()
                .withMatchLabels(Labels.selector(config.name()))
                .endSelector()
                .withNewStrategy()
                .withType("RollingUpdate")
                .withNewRollingUpdate()
                .withMaxUnavailable(new IntOrString(0))
                .withMaxSurge(
                        maxSurge.endsWith("%") ? new IntOrString(maxSurge) : new IntOrString(Integer.valueOf(maxSurge)))
                .endRollingUpdate()
                .endStrategy()
                .withTemplate(template())
                .endSpec()
                .build();
    }

    private long drainSeconds() {
        return config.drain().period().plusMillis(999).toSeconds();
    }

    private PodTemplateSpec template() {
        return new PodTemplateSpecBuilder()
                .withNewMetadata()
                .withLabels(Labels.all(config.name()))
                .addToAnnotations(RESTART_HASH, restartHash())
                .endMetadata()
                .withNewSpec()
                .withServiceAccountName(config.name())
                .withAutomountServiceAccountToken(false)
                .withEnableServiceLinks(false)
                .withTerminationGracePeriodSeconds(drainSeconds() + DRAIN_MARGIN)
                .withSecurityContext(podSecurity())
                .withTopologySpreadConstraints(spread("kubernetes.io/hostname"), spread("topology.kubernetes.io/zone"))
                .withContainers(container())
                .withVolumes(volumes())
                .endSpec()
                .build();
    }

    private Container container() {
        return new ContainerBuilder()
                .withName("gateway")
                .withImage(image)
                .withImagePullPolicy("IfNotPresent")
                .withEnv(environment())
                .withPorts(
                        new ContainerPortBuilder()
                                .withName(WEBSOCKET_PORT)
                                .withContainerPort(config.ports().websocket())
                                .withProtocol("TCP")
                                .build(),
                        new ContainerPortBuilder()
                                .withName(API_PORT)
                                .withContainerPort(config.ports().api())
                                .withProtocol("TCP")
                                .build())
                .withNewResources()
                .addToRequests("cpu", new Quantity("100m"))
                .addToRequests("memory", new Quantity("256Mi"))
                .endResources()
                .withLivenessProbe(probe("/healthz", 10, 3))
                .withReadinessProbe(probe("/readyz", 2, 2))
                .withStartupProbe(probe("/healthz", 1, 60))
                .withSecurityContext(containerSecurity())
                .withVolumeMounts(mounts())
                .build();
    }

    private static List<EnvVar> environment() {
        return List.of(
                new EnvVarBuilder()
                        .withName(GatewayEnvironment.NODE)
                        .withNewValueFrom()
                        .withNewFieldRef("v1", "metadata.name")
                        .endValueFrom()
                        .build(),
                new EnvVarBuilder()
                        .withName(GatewayEnvironment.CONFIG_DIRECTORY)
                        .withValue(CONFIG_DIRECTORY)
                        .build(),
                new EnvVarBuilder()
                        .withName(GatewayEnvironment.SECRETS_DIRECTORY)
                        .withValue(SECRETS_DIRECTORY)
                        .build());
    }

    private static Probe probe(String path, int periodSeconds, int failureThreshold) {
        return new ProbeBuilder()
                .withNewHttpGet()
                .withPath(path)
                .withPort(new IntOrString(API_PORT))
                .withScheme("HTTP")
                .endHttpGet()
                .withTimeoutSeconds(2)
                .withPeriodSeconds(periodSeconds)
                .withSuccessThreshold(1)
                .withFailureThreshold(failureThreshold)
                .build();
    }

    private static PodSecurityContext podSecurity() {
        return new PodSecurityContextBuilder()
                .withRunAsNonRoot(true)
                .withRunAsUser(USER)
                .withRunAsGroup(USER)
                .withFsGroup(USER)
                .withNewSeccompProfile()
                .withType("RuntimeDefault")
                .endSeccompProfile()
                .build();
    }

    private static SecurityContext containerSecurity() {
        return new SecurityContextBuilder()
                .withAllowPrivilegeEscalation(false)
                .withReadOnlyRootFilesystem(true)
                .withNewCapabilities()
                .withDrop("ALL")
                .endCapabilities()
                .build();
    }

    private TopologySpreadConstraint spread(String topologyKey) {
        return new TopologySpreadConstraintBuilder()
                .withMaxSkew(1)
                .withTopologyKey(topologyKey)
                .withWhenUnsatisfiable("ScheduleAnyway")
                .withNewLabelSelector()
                .withMatchLabels(Labels.selector(config.name()))
                .endLabelSelector()
                .build();
    }

    private List<Volume> volumes() {
        List<Volume> volumes = new ArrayList<>();
        volumes.add(new VolumeBuilder()
                .withName("config")
                .withNewConfigMap()
                .withName(config.name())
                .withDefaultMode(READABLE_BY_GROUP)
                .endConfigMap()
                .build());
        volumes.add(new VolumeBuilder()
                .withName("secrets")
                .withNewProjected()
                .withDefaultMode(READABLE_BY_GROUP)
                .withSources(projections())
                .endProjected()
                .build());
        volumes.add(new VolumeBuilder()
                .withName("tmp")
                .withNewEmptyDir()
                .endEmptyDir()
                .build());
        return volumes;
    }

    private List<VolumeProjection> projections() {
        List<VolumeProjection> all = new ArrayList<>();
        secretFiles.stream()
                .filter(file -> !file.copied())
                .map(DeploymentPlan::projection)
                .forEach(all::add);
        all.add(new VolumeProjectionBuilder()
                .withNewSecret()
                .withName(Plan.pushSecretName(config))
                .withOptional(true)
                .endSecret()
                .build());
        return all;
    }

    private static VolumeProjection projection(SecretFile file) {
        return new VolumeProjectionBuilder()
                .withNewSecret()
                .withName(file.secret())
                .withOptional(file.optional())
                .addNewItem()
                .withKey(file.key())
                .withPath(file.path())
                .endItem()
                .endSecret()
                .build();
    }

    private List<VolumeMount> mounts() {
        List<VolumeMount> mounts = new ArrayList<>();
        mounts.add(mount("config", CONFIG_DIRECTORY, true));
        mounts.add(mount("secrets", SECRETS_DIRECTORY, true));
        mounts.add(mount("tmp", "/tmp", false));
        return mounts;
    }

    private static VolumeMount mount(String volume, String path, boolean readOnly) {
        var mount = new VolumeMountBuilder().withName(volume).withMountPath(path);
        return readOnly ? mount.withReadOnly(true).build() : mount.build();
    }

    private String restartHash() {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest((image + " " + config.ports() + " " + config.redis()).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
