package dev.wsgateway.gateway.lifecycle;

import dev.wsgateway.config.GatewayConfig.LifecycleEvent;
import dev.wsgateway.config.GatewayConfig.LifecycleEvents;
import dev.wsgateway.redis.PublishStream;
import dev.wsgateway.redis.RedisNames;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One life of this gateway, as Redis knows it: its connections and channels since it began, and what of them is still to be
 * noted in Redis. One that has {@link #isOver failed} takes nothing more, and is followed by another one.
 *
 * <p>Each connection is told of on its own event loop; connections are independent of each other.
 */
final class Incarnation {
    /** Changes that may wait for Redis, of all shards. */
    private static final int MAX_WAITING = 100_000;

    private static final Set<LifecycleEvent> CONNECTIONS =
            Set.of(LifecycleEvent.CONNECTED, LifecycleEvent.DISCONNECTED);

    private final String name;
    private final LifecycleEvents wanted;
    private final boolean tellsOfChannels;
    private final Clock clock;
    private final LifecycleCounts counts;
    private final Map<String, Connected> clients = new ConcurrentHashMap<>();
    /** Number of this gateway's subscribers of each channel. */
    private final Map<String, Integer> subscribers = new ConcurrentHashMap<>();

    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicLong lost = new AtomicLong();
    private final List<ShardWriter> writers;
    private volatile boolean over;

    /** A connection. Its set is touched by its event loop only. */
    private record Connected(String user, String key, Set<String> channels) {}

    /**
     * Begins.
     *
     * @param name of the gateway process and a number of its own
     * @param before the one before it, whose end is told first; null for none
     */
    Incarnation(
            String name,
            LifecycleEvents wanted,
            @Nullable Incarnation before,
            LifecycleStore store,
            ScheduledExecutorService executor,
            Clock clock,
            LifecycleCounts counts) {
        this.name = name;
        this.wanted = wanted;
        this.tellsOfChannels = !CONNECTIONS.containsAll(wanted.events());
        this.clock = clock;
        this.counts = counts;
        if (before != null) {
            lost.set(before.lost.getAndSet(0) + (before.isOver() ? before.waiting() : 0));
            counts.lost(before.isOver() ? before.waiting() : 0);
        }
        writers = IntStream.range(0, PublishStream.PARTITIONS)
                .mapToObj(shard -> new ShardWriter(
                        shard, this, before == null ? null : before.writers.get(shard), store, executor))
                .toList();
    }

    String name() {
        return name;
    }

    LifecycleEvents wanted() {
        return wanted;
    }

    /** Number of changes that wait for Redis. */
    int waiting() {
        return waiting.get();
    }

    /** Whether it has come to its end: too much waited, or Redis does not know it any more. */
    boolean isOver() {
        return over;
    }

    /** It takes nothing more. Any thread. */
    void end() {
        over = true;
    }

    /** The number of events that were lost since it was last asked. */
    long takeLost() {
        return lost.getAndSet(0);
    }

    /** Events were lost on their way. */
    void lose(long events) {
        counts.lost(events);
    }

    void noted(int changes) {
        waiting.addAndGet(-changes);
    }

    /** A connection is there; nothing happens where that is known. */
    void connected(String client, String user) {
        String key = user.isEmpty() ? client : user;
        if (clients.putIfAbsent(client, new Connected(user, key, new HashSet<>(2))) == null) {
            note(key, LifecycleEvent.CONNECTED, client, user, "", 0, "");
        }
    }

    /** A connection has ended, and all its subscriptions. */
    void disconnected(String client, int code, String reason) {
        Connected connected = clients.remove(client);
        if (connected != null) {
            connected.channels().forEach(this::left);
            note(connected.key(), LifecycleEvent.DISCONNECTED, client, connected.user(), "", code, reason);
        }
    }

    void subscribed(String client, String channel) {
        Connected connected = clients.get(client);
        if (connected != null && isTold(channel) && connected.channels().add(channel)) {
            note(connected.key(), LifecycleEvent.SUBSCRIBED, client, connected.user(), channel, 0, "");
            subscribers.compute(channel, (name, number) -> {
                if (number == null) {
                    note(channel, LifecycleEvent.OCCUPIED, "", "", channel, 0, "");
                }
                return number == null ? 1 : number + 1;
            });
        }
    }

    void unsubscribed(String client, String channel) {
        Connected connected = clients.get(client);
        if (connected != null && connected.channels().remove(channel)) {
            note(connected.key(), LifecycleEvent.UNSUBSCRIBED, client, connected.user(), channel, 0, "");
            left(channel);
        }
    }

    private void left(String channel) {
        subscribers.computeIfPresent(channel, (name, number) -> {
            if (number == 1) {
                note(channel, LifecycleEvent.VACATED, "", "", channel, 0, "");
            }
            return number == 1 ? null : number - 1;
        });
    }

    private boolean isTold(String channel) {
        return tellsOfChannels
                && (wanted.namespaces().isEmpty()
                        || wanted.namespaces().contains(RedisNames.channelNamespace(channel)));
    }

    private void note(
            String key, LifecycleEvent event, String client, String user, String channel, int code, String reason) {
        boolean told = wanted.events().contains(event);
        if (!told && !isKept(event)) {
            return;
        }
        if (over) {
            lost.addAndGet(told ? 1 : 0);
            lose(told ? 1 : 0);
        } else if (waiting.incrementAndGet() > MAX_WAITING) {
            waiting.decrementAndGet();
            lost.addAndGet(told ? 1 : 0);
            lose(told ? 1 : 0);
            end();
        } else {
            writers.get(PublishStream.partitionOf(key))
                    .add(new Change(event, told, client, user, channel, code, reason, clock.millis()));
        }
    }

    /** Whether Redis must know, so that the end can be told whatever happens to this gateway. */
    private boolean isKept(LifecycleEvent event) {
        return switch (event) {
            case CONNECTED, DISCONNECTED -> wanted.events().contains(LifecycleEvent.DISCONNECTED);
            case OCCUPIED, VACATED ->
                wanted.events().contains(LifecycleEvent.OCCUPIED)
                        || wanted.events().contains(LifecycleEvent.VACATED);
            case SUBSCRIBED, UNSUBSCRIBED -> false;
        };
    }

    /** Looks whether Redis still knows it. */
    void check() {
        writers.forEach(ShardWriter::check);
    }

    /** Notes what waits and leaves; completes when that is done. */
    CompletableFuture<?> leave() {
        return CompletableFuture.allOf(writers.stream().map(ShardWriter::leave).toArray(CompletableFuture[]::new));
    }
}
