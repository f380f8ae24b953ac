package dev.wsgateway.gateway.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.cluster.event.ClusterTopologyChangedEvent;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.resource.ClientResources;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;

/**
 * The masters of a Cluster: one connection to each for commands, which Lettuce sends on where a slot has moved, and one
 * to each for Pub/Sub.
 */
final class ClusterMasters implements Servers {
    private static final Logger log = LoggerFactory.getLogger(ClusterMasters.class);
    private static final Duration REFRESH = Duration.ofSeconds(5);
    private static final Duration REFRESH_AFTER_TROUBLE = Duration.ofMillis(200);

    private final LettuceSettings settings;
    private final RedisClusterClient cluster;
    private final RedisClient nodes;
    private final Connections<StatefulRedisClusterConnection<String, byte[]>> connections = new Connections<>();
    private final ShardedPubSub subscriptions;
    private final Disposable topology;

    ClusterMasters(LettuceSettings settings, ClientResources resources) {
        this.settings = settings;
        Iterable<RedisURI> seeds = settings.nodes();
        cluster = RedisClusterClient.create(resources, seeds);
        cluster.addListener(new ConnectionLog());
        cluster.setOptions(settings.apply(ClusterClientOptions.builder())
                .topologyRefreshOptions(ClusterTopologyRefreshOptions.builder()
                        .enablePeriodicRefresh(REFRESH)
                        .adaptiveRefreshTriggersTimeout(REFRESH_AFTER_TROUBLE)
                        .refreshTriggersReconnectAttempts(1)
                        .build())
                .build());
        nodes = new AsyncClient(resources);
        nodes.setOptions(
                settings.apply(ClientOptions.builder().autoReconnect(false)).build());
        subscriptions = new ShardedPubSub(settings, cluster, nodes);
        topology = resources.eventBus().get().subscribe(event -> {
            if (event instanceof ClusterTopologyChangedEvent) {
                log.info("the masters of the Redis Cluster, or their slots, have changed");
                connections.withCommands(this::connectAll);
                subscriptions.wake();
            }
        });
    }

    @Override
    public void connect() {
        connections.connect(
                () -> {
                    StatefulRedisClusterConnection<String, byte[]> connection = cluster.connect(LettuceSettings.CODEC);
                    connectAll(connection);
                    return connection;
                },
                () -> {
                    subscriptions.start();
                    return subscriptions;
                });
    }

    // Ahead of the first command for each: one that finds no connection is refused, rather than queued.
    private void connectAll(StatefulRedisClusterConnection<String, byte[]> connection) {
        for (RedisClusterNode node : connection.getPartitions()) {
            if (node.getRole().isUpstream() && !node.getSlots().isEmpty()) {
                var _ = connection.getConnectionAsync(
                        node.getUri().getHost(), node.getUri().getPort());
            }
        }
    }

    @Override
    public @Nullable RedisClusterAsyncCommands<String, byte[]> commands() {
        StatefulRedisClusterConnection<String, byte[]> connection = connections.commands();
        return connection == null ? null : connection.async();
    }

    @Override
    public String nodeOf(String key) {
        RedisClusterNode owner = cluster.getPartitions().getMasterBySlot(SlotHash.getSlot(key));
        if (owner == null) {
            moved();
            throw new RedisException("no node serves the slot of " + key);
        }
        return owner.getUri().getHost() + ":" + owner.getUri().getPort();
    }

    @Override
    public StatefulRedisConnection<String, byte[]> connectAnew(String node) {
        int colon = node.lastIndexOf(':');
        return nodes.connect(
                LettuceSettings.CODEC,
                settings.node(node.substring(0, colon), Integer.parseInt(node.substring(colon + 1))));
    }

    @Override
    public void moved() {
        var _ = cluster.refreshPartitionsAsync();
    }

    @Override
    public boolean isOpen() {
        return connections.isOpen();
    }

    @Override
    public CompletableFuture<PubSub> pubSub() {
        return connections.pubSub();
    }

    @Override
    public boolean isSharded() {
        return true;
    }

    // A replica of a Cluster sends on rather than refusing.
    @Override
    public void readOnly() {
        moved();
    }

    @Override
    public void close() {
        topology.dispose();
        subscriptions.close();
        nodes.shutdown(Duration.ZERO, Duration.ofSeconds(2));
        cluster.shutdown(Duration.ZERO, Duration.ofSeconds(2));
    }
}
