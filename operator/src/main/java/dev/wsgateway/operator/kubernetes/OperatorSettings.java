package dev.wsgateway.operator.kubernetes;

import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How an operator runs.
 *
 * @param gatewayImage image of the gateway pods where a custom resource names none
 * @param namespaces namespaces to watch; empty for all
 * @param leaseNamespace namespace of the Lease by which several operators agree on one; null for an operator that is
 *     alone
 * @param identity name among the operators: the pod's
 * @param httpPort port of /healthz, /readyz and /metrics; 0 for any free one
 * @param redisInterval between two looks at a Redis
 * @param deletionPatience how long a deletion tries to remove keys from Redis, besides what pods take to drain
 * @param resync longest time between two reconciliations of one custom resource
 */
public record OperatorSettings(
        String gatewayImage,
        Set<String> namespaces,
        @Nullable String leaseNamespace,
        String identity,
        int httpPort,
        Duration redisInterval,
        Duration deletionPatience,
        Duration resync) {
    public static final String GATEWAY_IMAGE = "WSGATEWAY_GATEWAY_IMAGE";
    public static final String WATCH_NAMESPACES = "WSGATEWAY_WATCH_NAMESPACES";
    public static final String LEASE_NAMESPACE = "WSGATEWAY_LEASE_NAMESPACE";
    public static final String POD_NAME = "WSGATEWAY_POD_NAME";
    public static final String HTTP_PORT = "WSGATEWAY_HTTP_PORT";

    private static final Duration REDIS_INTERVAL = Duration.ofSeconds(10);
    private static final Duration DELETION_PATIENCE = Duration.ofMinutes(5);
    private static final Duration RESYNC = Duration.ofMinutes(3);

    public OperatorSettings {
        namespaces = Set.copyOf(namespaces);
    }

    /**
     * Settings from environment variables.
     *
     * @throws IllegalArgumentException when one is missing or malformed; the message says which and what to write
     */
    public static OperatorSettings from(Map<String, String> environment) {
        String image = environment.getOrDefault(GATEWAY_IMAGE, "");
        if (image.isBlank()) {
            throw new IllegalArgumentException(GATEWAY_IMAGE + " is missing: write the image of the gateway pods");
        }
        String lease = environment.getOrDefault(LEASE_NAMESPACE, "");
        return new OperatorSettings(
                image.strip(),
                Arrays.stream(environment.getOrDefault(WATCH_NAMESPACES, "").split(","))
                        .map(String::strip)
                        .filter(namespace -> !namespace.isEmpty())
                        .collect(Collectors.toSet()),
                lease.isBlank() ? null : lease.strip(),
                environment.getOrDefault(POD_NAME, UUID.randomUUID().toString()),
                port(environment.getOrDefault(HTTP_PORT, "8080")),
                REDIS_INTERVAL,
                DELETION_PATIENCE,
                RESYNC);
    }

    private static int port(String text) {
        if (!text.matches("[0-9]{1,5}") || Integer.parseInt(text) > 65535) {
            throw new IllegalArgumentException(
                    HTTP_PORT + " is '" + text + "': write a port between 0 and 65535, for example 8080");
        }
        return Integer.parseInt(text);
    }
}
