package dev.wsgateway.gateway.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SSUBSCRIBE at the master that has a channel's slot. One thread compares where each subscription is with where its slot
 * is, and makes it anew when a connection broke, the server dropped it because the slot has moved (it says so with
 * {@code sunsubscribe}), or the Cluster has another master for the slot.
 *
 * <p>Lettuce does not do this: after a lost link it subscribes to all channels of a node in one command, which a Cluster
 * refuses as soon as they are in several slots, and it takes a dropped subscription for one that was ended.
 */
final class ShardedPubSub implements PubSub, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ShardedPubSub.class);
    private static final Duration TICK = Duration.ofMillis(100);

    /** A subscription that could never be made is given up after this. */
    private static final Duration PATIENCE = LettuceSettings.TIMEOUT;

    private static final class Subscription {
        final int slot;
        final CompletableFuture<Void> ready = new CompletableFuture<>();
        final long deadline;
        /** Where it is, or is being made; null for nowhere. Written while the lock is held. */
        volatile @Nullable NodeSubscriber at;

        Subscription(int slot, long deadline) {
            this.slot = slot;
            this.deadline = deadline;
        }

        boolean isLate() {
            return !ready.isDone() && System.nanoTime() - deadline > 0;
        }
    }

    private final LettuceSettings settings;
    private final RedisClusterClient cluster;
    private final RedisClient client;
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final Semaphore wake = new Semaphore(0);
    private final Thread thread =
            Thread.ofPlatform().daemon().name("redis-shards").unstarted(this::run);
    private volatile boolean closed;

    // Both are guarded by this.
    private final Map<String, Subscription> wanted = new HashMap<>();
    private final Map<String, NodeSubscriber> nodes = new HashMap<>();

    /**
     * Subscriptions of none so far.
     *
     * @param settings how to log in
     * @param cluster knows where slots are
     * @param client makes connections to single nodes, which it does not make anew by itself
     */
    ShardedPubSub(LettuceSettings settings, RedisClusterClient cluster, RedisClient client) {
        this.settings = settings;
        this.cluster = cluster;
        this.client = client;
    }

    void start() {
        thread.start();
    }

    /** Has everything compared soon: something has changed. */
    void wake() {
        wake.release();
    }

    @Override
    public void addListener(Listener listener) {
        listeners.add(listener);
    }

    @Override
    public CompletionStage<Void> subscribe(String redisChannel) {
        Subscription subscription =
                new Subscription(SlotHash.getSlot(redisChannel), System.nanoTime() + PATIENCE.toNanos());
        synchronized (this) {
            Subscription known = wanted.putIfAbsent(redisChannel, subscription);
            if (known != null) {
                return known.ready;
            }
            place(redisChannel, subscription);
        }
        return subscription.ready;
    }

    @Override
    public synchronized void unsubscribe(String redisChannel) {
        Subscription known = wanted.remove(redisChannel);
        if (known != null && known.at != null) {
            known.at.unsubscribe(redisChannel);
        } else {
            nodes.values().forEach(node -> node.unsubscribe(redisChannel));
        }
    }

    private void run() {
        while (!closed) {
            try {
                wake.tryAcquire(TICK.toMillis(), TimeUnit.MILLISECONDS);
                wake.drainPermits();
                compare();
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                log.atError().setCause(e).log("cannot compare subscriptions with the Cluster; trying again");
            }
        }
    }

    private void compare() {
        List<Subscription> late = new ArrayList<>();
        synchronized (this) {
            nodes.values().removeIf(NodeSubscriber::isBroken);
            wanted.values().removeIf(subscription -> subscription.isLate() && late.add(subscription));
            wanted.forEach(this::place);
        }
        // Not while the lock is held: who waits for one takes locks of its own.
        late.forEach(subscription -> subscription.ready.completeExceptionally(new RedisUnavailableException(
                "Redis: the node of slot " + subscription.slot + " does not answer", null)));
    }

    /** Makes a subscription where its slot is now, unless it is there or under way. */
    private void place(String redisChannel, Subscription subscription) {
        RedisClusterNode owner = cluster.getPartitions().getMasterBySlot(subscription.slot);
        NodeSubscriber at = subscription.at;
        if (owner == null || (at != null && !at.isBroken() && at.nodeId().equals(owner.getNodeId()))) {
            return;
        }
        if (at != null) {
            at.unsubscribe(redisChannel);
        }
        NodeSubscriber node = nodes.get(owner.getNodeId());
        if (node == null || node.isBroken()) {
            node = new NodeSubscriber(owner.getNodeId(), settings.node(owner.getUri()), client, this);
            nodes.put(owner.getNodeId(), node);
        }
        subscription.at = node;
        node.subscribe(redisChannel);
    }

    void confirmed(NodeSubscriber node, String redisChannel) {
        Subscription subscription;
        synchronized (this) {
            subscription = wanted.get(redisChannel);
            if (subscription == null) {
                node.unsubscribe(redisChannel);
            }
        }
        if (subscription != null && subscription.at == node) {
            subscription.ready.complete(null);
        }
    }

    /** A node refused a subscription, or dropped it; most often because its slot is elsewhere. */
    void dropped(NodeSubscriber node, String redisChannel) {
        synchronized (this) {
            Subscription subscription = wanted.get(redisChannel);
            if (subscription == null || subscription.at != node) {
                return;
            }
            subscription.at = null;
        }
        var _ = cluster.refreshPartitionsAsync().whenComplete((done, failure) -> wake());
    }

    void message(String redisChannel, byte[] message) {
        listeners.forEach(listener -> listener.message(redisChannel, message));
    }

    void subscribed(String redisChannel) {
        listeners.forEach(listener -> listener.subscribed(redisChannel));
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
