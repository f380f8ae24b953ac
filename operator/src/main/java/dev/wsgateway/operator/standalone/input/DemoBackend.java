package dev.wsgateway.operator.standalone.input;

import dev.wsgateway.config.GatewayConfig;
import dev.wsgateway.operator.plan.PlannedGroup;
import dev.wsgateway.operator.plan.SecretFile;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Three replicas of the demo program that stand in for a user's own backend. They run only where the custom resource asks
 * for them, by the annotation {@value #ANNOTATION}: they take the messages of the group that it names.
 *
 * @param stream stream that they read
 * @param group consumer group that they are members of
 * @param channel channel that they publish results to
 */
public record DemoBackend(String stream, String group, String channel) {
    /** Annotation of the custom resource; its value is {@code STREAM/GROUP}. */
    public static final String ANNOTATION = "wsgateway.dev/demo-backend";

    /** Number of replicas. */
    public static final int REPLICAS = 3;

    private static final String PATH = "metadata.annotations[" + ANNOTATION + "]";

    static @Nullable DemoBackend of(@Nullable String annotation, List<PlannedGroup> groups, GatewayConfig config)
            throws InvalidInput {
        if (annotation == null) {
            return null;
        }
        PlannedGroup group = groups.stream()
                .filter(planned -> annotation.equals(planned.stream() + "/" + planned.group()))
                .findFirst()
                .orElseThrow(() -> new InvalidInput(
                        PATH, "'" + annotation + "' is no group of the spec: write STREAM/GROUP, or remove it"));
        String namespace = PublicNamespace.of(config);
        if (namespace == null || !SecretFile.API_KEYS.equals(config.apiKeysFile())) {
            throw new InvalidInput(
                    PATH,
                    "the demo backend publishes to a namespace of JSON channels with subscribe: anyone, through the"
                            + " API: add one to spec.channels, set spec.api, or remove the annotation");
        }
        return new DemoBackend(group.stream(), group.group(), namespace + ":" + group.stream());
    }
}
