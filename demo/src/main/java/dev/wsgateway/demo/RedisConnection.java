package dev.wsgateway.demo;

import dev.wsgateway.redis.RedisUrl;
import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.SslOptions;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.api.sync.RedisClusterCommands;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;

/** The Redis of a binding, in any of its three forms. */
final class RedisConnection implements AutoCloseable {
    private final Binding binding;
    private final AbstractRedisClient client;

    /** Does not connect yet. */
    RedisConnection(Binding binding) {
        this.binding = binding;
        if (binding.redis().form() == RedisUrl.Form.CLUSTER) {
            RedisClusterClient cluster = RedisClusterClient.create(binding.nodes());
            cluster.setOptions(apply(ClusterClientOptions.builder()).build());
            client = cluster;
        } else {
            RedisClient one = RedisClient.create();
            one.setOptions(apply(ClientOptions.builder()).build());
            client = one;
        }
    }

    /** While Redis is away no command is kept, and none in flight is sent again: the worker decides what to repeat. */
    private <B extends ClientOptions.Builder> B apply(B options) {
        options.disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .replayFilter(command -> true);
        String certificates = binding.values().get("redis-ca.crt");
        if (certificates != null) {
            byte[] pem = certificates.getBytes(StandardCharsets.UTF_8);
            options.sslOptions(SslOptions.builder()
                    .trustManager(() -> new ByteArrayInputStream(pem))
                    .build());
        }
        return options;
    }

    /**
     * Connects.
     *
     * @throws io.lettuce.core.RedisException when that can't be done now
     */
    RedisClusterCommands<String, String> connect() {
        return switch (client) {
            case RedisClusterClient cluster -> {
                StatefulRedisClusterConnection<String, String> connection = cluster.connect();
                // Ahead of the first command for each master: one that finds no connection is refused.
                connection.getPartitions().stream()
                        .filter(node ->
                                node.getRole().isUpstream() && !node.getSlots().isEmpty())
                        .forEach(node -> connection.getConnection(
                                node.getUri().getHost(), node.getUri().getPort()));
                yield connection.sync();
            }
            case RedisClient one
            when binding.redis().form() == RedisUrl.Form.SENTINEL ->
                one.connect(binding.master()).sync();
            case RedisClient one -> one.connect(binding.nodes().getFirst()).sync();
            default -> throw new IllegalStateException("no such client");
        };
    }

    @Override
    public void close() {
        client.shutdown();
    }
}
