package dev.wsgateway.demo;

import dev.wsgateway.redis.RedisUrl;
import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisCredentialsProvider;
import io.lettuce.core.RedisURI;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The Secret {@code NAME-binding} that belongs to a {@code WebSocketGateway}, mounted as a folder with one file a key
 * (Service Binding Specification, "Workload Projection").
 *
 * @param values value by key
 */
record Binding(Map<String, String> values) {
    Binding {
        values = Map.copyOf(values);
    }

    /**
     * Finds the binding of a gateway below {@code $SERVICE_BINDING_ROOT}: the folder whose file {@code type} says
     * {@code wsgateway}.
     *
     * @throws IllegalArgumentException when there is none; the message says what to set
     */
    static Binding find(@Nullable String root) throws IOException {
        if (root == null) {
            throw new IllegalArgumentException(
                    "SERVICE_BINDING_ROOT is not set: mount the gateway's Secret NAME-binding"
                            + " as /bindings/gateway and set SERVICE_BINDING_ROOT to /bindings");
        }
        try (Stream<Path> folders = Files.list(Path.of(root))) {
            for (Path folder : folders.toList()) {
                Path type = folder.resolve("type");
                if (Files.isRegularFile(type) && Files.readString(type).strip().equals("wsgateway")) {
                    return read(folder);
                }
            }
        }
        throw new IllegalArgumentException("no folder below " + root
                + " has a file 'type' with the text wsgateway: mount the Secret NAME-binding");
    }

    private static Binding read(Path folder) throws IOException {
        Map<String, String> values = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                values.put(file.getFileName().toString(), Files.readString(file).strip());
            }
        }
        return new Binding(values);
    }

    /** The value of a key that this program cannot do without. */
    String get(String key) {
        String value = values.get(key);
        if (value == null) {
            throw new IllegalArgumentException("the gateway's binding has no '" + key + "', only "
                    + new TreeMap<>(values).keySet() + ": see the spec of the WebSocketGateway");
        }
        return value;
    }

    /** Where Redis is. */
    RedisUrl redis() {
        return RedisUrl.parse(get("redis-url"));
    }

    /** The server, or some nodes of the Cluster, with how to log in. */
    List<RedisURI> nodes() {
        RedisUrl url = redis();
        return url.nodes().stream()
                .map(node -> {
                    RedisURI uri = RedisURI.create(node.host(), node.port());
                    logIn(uri, url, "redis");
                    return uri;
                })
                .toList();
    }

    /** The master that the Sentinels name, with how to log in there and at the Sentinels. */
    RedisURI master() {
        RedisUrl url = redis();
        RedisURI uri = new RedisURI();
        uri.setSentinelMasterId(String.valueOf(url.master()));
        logIn(uri, url, "redis");
        for (RedisUrl.Node node : url.nodes()) {
            RedisURI sentinel = RedisURI.create(node.host(), node.port());
            logIn(sentinel, url, "redis-sentinel");
            uri.getSentinels().add(sentinel);
        }
        return uri;
    }

    private void logIn(RedisURI uri, RedisUrl url, String whose) {
        uri.setSsl(url.tls());
        uri.setDatabase(url.database());
        String password = values.get(whose + "-password");
        if (password != null) {
            uri.setCredentialsProvider(RedisCredentialsProvider.from(
                    () -> RedisCredentials.just(values.get(whose + "-username"), password)));
        }
    }
}
