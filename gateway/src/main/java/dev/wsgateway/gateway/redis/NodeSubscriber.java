package dev.wsgateway.gateway.redis;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisURI;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The sharded subscriptions at one node of a Cluster: one connection, for as long as it holds. Any thread. */
final class NodeSubscriber extends RedisPubSubAdapter<String, byte[]> implements RedisConnectionStateListener {
    private final String nodeId;
    private final ShardedPubSub all;
    private final CompletableFuture<StatefulRedisPubSubConnection<String, byte[]>> connection;
    private volatile boolean broken;

    /** Begins to connect; what is asked for meanwhile waits. */
    NodeSubscriber(String nodeId, RedisURI uri, RedisClient client, ShardedPubSub all) {
        this.nodeId = nodeId;
        this.all = all;
        this.connection = client.connectPubSubAsync(LettuceSettings.CODEC, uri)
                .toCompletableFuture()
                .whenComplete(this::connected);
    }

    private void connected(@Nullable StatefulRedisPubSubConnection<String, byte[]> made, @Nullable Throwable failure) {
        if (made == null) {
            breakOff();
        } else {
            made.addListener((RedisPubSubAdapter<String, byte[]>) this);
            made.addListener((RedisConnectionStateListener) this);
            if (!made.isOpen()) {
                breakOff();
            }
        }
    }

    String nodeId() {
        return nodeId;
    }

    /** Whether the connection failed or was lost, with all its subscriptions. */
    boolean isBroken() {
        return broken;
    }

    // One command a channel: Lettuce takes the first confirmation of a command for all of them.
    void subscribe(String redisChannel) {
        var _ = connection.thenAccept(made -> {
            RedisFuture<Void> subscribing = made.async().ssubscribe(redisChannel);
            var _ = subscribing.whenComplete((done, failure) -> {
                if (failure == null) {
                    all.confirmed(this, redisChannel);
                } else {
                    all.dropped(this, redisChannel);
                }
            });
        });
    }

    void unsubscribe(String redisChannel) {
        if (!broken) {
            var _ = connection.thenAccept(made -> {
                RedisFuture<Void> _ = made.async().sunsubscribe(redisChannel);
            });
        }
    }

    private void breakOff() {
        broken = true;
        var _ = connection.thenAccept(made -> {
            var _ = made.closeAsync();
        });
        all.wake();
    }

    @Override
    public void onRedisDisconnected(RedisChannelHandler<?, ?> lost) {
        breakOff();
    }

    @Override
    public void smessage(String redisChannel, byte[] message) {
        all.message(redisChannel, message);
    }

    @Override
    public void ssubscribed(String redisChannel, long count) {
        all.subscribed(redisChannel);
    }

    @Override
    public void sunsubscribed(String redisChannel, long count) {
        all.dropped(this, redisChannel);
    }
}
