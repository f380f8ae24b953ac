package dev.wsgateway.operator.plan;

import dev.wsgateway.api.v1alpha1.Endpoints;
import dev.wsgateway.config.GatewayConfig;
import dev.wsgateway.redis.PartitionLayout;
import dev.wsgateway.redis.PublishStream;
import dev.wsgateway.redis.RedisNames;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The Secret that backends take their side of a gateway from (servicebinding.io, "Provisioned Service"). */
record BindingPlan(
        GatewayConfig config, Endpoints endpoints, List<PlannedGroup> groups, Map<String, PartitionLayout> layouts) {

    Secret secret(SecretValues values) {
        Map<String, String> data = new TreeMap<>();
        put(data, "type", "wsgateway");
        put(data, "provider", "wsgateway");
        put(data, "uri", endpoints.api());
        put(data, "websocket-url", endpoints.websocket());
        put(data, "api-key", firstLine(values.text(SecretFile.API_KEYS)));
        put(data, "redis-url", config.redis().url());
        put(data, "redis-username", values.text(SecretFile.REDIS_USERNAME));
        put(data, "redis-password", values.text(SecretFile.REDIS_PASSWORD));
        put(data, "redis-sentinel-username", values.text(SecretFile.SENTINEL_USERNAME));
        put(data, "redis-sentinel-password", values.text(SecretFile.SENTINEL_PASSWORD));
        put(data, "redis-ca.crt", values.text(SecretFile.REDIS_CA));
        RedisNames names = new RedisNames(config.namespace(), config.name());
        put(data, "publish-stream", names.publishEntries(0).replace("/p/0}", "/p/PARTITION}"));
        put(data, "publish-partitions", Integer.toString(PublishStream.PARTITIONS));
        put(data, "partition-layouts", names.layouts());
        put(data, "partition-finished", names.finished());
        for (GatewayConfig.Stream stream : config.streams()) {
            put(data, "stream." + stream.name(), entries(names, stream));
            put(data, "groups." + stream.name(), groupsOf(stream.name()));
        }
        return new SecretBuilder()
                .withMetadata(Labels.metadata(config.namespace(), name(config), config.name()))
                .withType("servicebinding.io/wsgateway")
                .withData(data)
                .build();
    }

    static String name(GatewayConfig config) {
        return config.name() + "-binding";
    }

    private String entries(RedisNames names, GatewayConfig.Stream stream) {
        PartitionLayout layout = layouts.get(stream.name());
        return (layout == null ? PartitionLayout.initial(stream.partitions()) : layout)
                .versions().stream()
                        .flatMapToInt(PartitionLayout.Version::numbers)
                        .mapToObj(number -> names.entries(stream.name(), number))
                        .collect(Collectors.joining(","));
    }

    private String groupsOf(String stream) {
        return groups.stream()
                .filter(group -> group.stream().equals(stream))
                .map(PlannedGroup::group)
                .distinct()
                .collect(Collectors.joining(","));
    }

    /** During a rotation the Secret of API keys has several lines, the new one first. */
    private static @Nullable String firstLine(@Nullable String keys) {
        return keys == null ? null : keys.lines().findFirst().orElse(null);
    }

    private static void put(Map<String, String> data, String key, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            data.put(key, Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8)));
        }
    }
}
