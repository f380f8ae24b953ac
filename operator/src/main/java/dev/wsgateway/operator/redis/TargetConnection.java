package dev.wsgateway.operator.redis;

import dev.wsgateway.redis.RedisUrl;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisCredentialsProvider;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.api.sync.RedisClusterCommands;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.resource.ClientResources;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The connection to a Redis in any of its forms, made when it is first needed and after each {@link #drop}. Nothing is
 * queued or repeated. Used by one thread at a time.
 */
final class TargetConnection implements AutoCloseable {
    /** For the TCP connection, the handshake and each command. */
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private static final int CONNECT_ATTEMPTS = 4;

    /** A connection, and where its commands are called. */
    private record Open(StatefulConnection<String, String> connection, RedisClusterCommands<String, String> commands) {}

    private final RedisTarget target;
    private final UnaryOperator<String> resolvable;
    private final ClientResources resources;
    private @Nullable RedisClient client;
    private @Nullable RedisClusterClient cluster;
    private @Nullable Open open;

    /**
     * Starts without a connection.
     *
     * @param resolvable what to connect to for a host of the target
     */
    TargetConnection(RedisTarget target, UnaryOperator<String> resolvable, ClientResources resources) {
        this.target = target;
        this.resolvable = resolvable;
        this.resources = resources;
    }

    /** Where commands are called; blocks until there is a connection, and throws a RedisException when there is none. */
    RedisClusterCommands<String, String> commands() {
        Open now = open;
        if (now == null || !now.connection().isOpen()) {
            drop();
            now = connect();
            open = now;
        }
        return now.commands();
    }

    /** Ends the connection, if there is one. */
    void drop() {
        if (open != null) {
            var _ = open.connection().closeAsync();
        }
        open = null;
    }

    // When a login is refused, Lettuce closes the connection, and may tell of the closing in place of the refusal.
    private Open connect() {
        RedisUrl url = RedisUrl.parse(target.url());
        for (int attempt = 1; attempt < CONNECT_ATTEMPTS; attempt++) {
            try {
                return connect(url);
            } catch (RedisConnectionException e) {
                if (!RedisErrors.hidesItsReason(e)) {
                    throw e;
                }
            }
        }
        return connect(url);
    }

    private Open connect(RedisUrl url) {
        return switch (url.form()) {
            case SINGLE -> one(nodes(url, target.username(), target.password()).getFirst());
            case SENTINEL -> one(master(url));
            case CLUSTER -> cluster(url);
        };
    }

    private Open one(RedisURI uri) {
        RedisClient made = client;
        if (made == null) {
            made = RedisClient.create(resources);
            made.setOptions(apply(ClientOptions.builder()).build());
            client = made;
        }
        StatefulRedisConnection<String, String> connection = made.connect(uri);
        return new Open(connection, connection.sync());
    }

    private RedisURI master(RedisUrl url) {
        RedisURI uri = new RedisURI();
        login(uri, url, target.username(), target.password());
        uri.setSentinelMasterId(String.valueOf(url.master()));
        uri.getSentinels().addAll(nodes(url, target.sentinelUsername(), target.sentinelPassword()));
        return uri;
    }

    private Open cluster(RedisUrl url) {
        RedisClusterClient made = cluster;
        if (made == null) {
            made = RedisClusterClient.create(resources, nodes(url, target.username(), target.password()));
            made.setOptions(apply(ClusterClientOptions.builder()).build());
            cluster = made;
        }
        made.refreshPartitions();
        StatefulRedisClusterConnection<String, String> connection = made.connect();
        // Ahead of the first command for each: one that finds no connection is refused.
        for (RedisClusterNode node : made.getPartitions()) {
            if (node.getRole().isUpstream() && !node.getSlots().isEmpty()) {
                connection.getConnection(node.getUri().getHost(), node.getUri().getPort());
            }
        }
        return new Open(connection, connection.sync());
    }

    private List<RedisURI> nodes(RedisUrl url, @Nullable String username, @Nullable String password) {
        return url.nodes().stream()
                .map(node -> {
                    RedisURI uri = RedisURI.create(resolvable.apply(node.host()), node.port());
                    login(uri, url, username, password);
                    return uri;
                })
                .toList();
    }

    private static void login(RedisURI uri, RedisUrl url, @Nullable String username, @Nullable String password) {
        uri.setTimeout(TIMEOUT);
        uri.setSsl(url.tls());
        uri.setDatabase(url.database());
        uri.setClientName("wsgateway-operator");
        if (password != null) {
            uri.setCredentialsProvider(RedisCredentialsProvider.from(() -> RedisCredentials.just(username, password)));
        }
    }

    private <B extends ClientOptions.Builder> B apply(B options) {
        options.autoReconnect(false)
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .socketOptions(SocketOptions.builder().connectTimeout(TIMEOUT).build())
                .timeoutOptions(TimeoutOptions.enabled(TIMEOUT));
        String caPem = target.caPem();
        if (caPem != null) {
            byte[] pem = caPem.getBytes(StandardCharsets.UTF_8);
            options.sslOptions(SslOptions.builder()
                    .jdkSslProvider()
                    .trustManager(() -> new ByteArrayInputStream(pem))
                    .build());
        }
        return options;
    }

    @Override
    public void close() {
        // closes its connections as well
        if (client != null) {
            client.shutdown(0, 1, TimeUnit.SECONDS);
        }
        if (cluster != null) {
            cluster.shutdown(0, 1, TimeUnit.SECONDS);
        }
    }
}
