package dev.wsgateway.gateway.hub;

import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The subscriptions of this process's sockets, and the way of a publication to them.
 *
 * <p>Publications of one channel that are handed over by one thread reach each of its sockets in that order.
 */
public final class Hub {
    private static final Shard[] NONE = {};

    private final FrameEncoder encoder;
    private final ConcurrentHashMap<EventLoop, Shard> shards = new ConcurrentHashMap<>();
    /** For each channel with subscribers the shards that have some. The arrays are never changed, only replaced. */
    private final ConcurrentHashMap<String, Shard[]> interested = new ConcurrentHashMap<>();

    private final LongAdder subscriptions = new LongAdder();
    private final LongAdder deliveries = new LongAdder();
    private final LongAdder dropped = new LongAdder();

    public Hub(FrameEncoder encoder) {
        this.encoder = encoder;
    }

    /**
     * Subscribes a socket, which must not be subscribed to the channel already. Runs on the socket's event loop; a
     * publication that is handed over afterwards reaches it.
     */
    public void add(String channel, Subscriber subscriber) {
        Shard shard =
                shards.computeIfAbsent(subscriber.eventLoop(), loop -> new Shard(loop, encoder, deliveries, dropped));
        subscriptions.increment();
        if (shard.add(channel, subscriber)) {
            interested.merge(channel, new Shard[] {shard}, Hub::union);
        }
    }

    /** Ends a subscription, if there is one. Runs on the socket's event loop; nothing reaches the socket afterwards. */
    public void remove(String channel, Subscriber subscriber) {
        Shard shard = shards.get(subscriber.eventLoop());
        if (shard == null || !shard.contains(channel, subscriber)) {
            return;
        }
        subscriptions.decrement();
        if (shard.remove(channel, subscriber)) {
            interested.computeIfPresent(channel, (name, all) -> without(all, shard));
        }
    }

    /** Hands a publication to all sockets that are subscribed to its channel. Any thread; returns at once. */
    public void publish(Publication publication) {
        publish(publication, null);
    }

    /**
     * Does the same for a channel whose subscriptions may take deltas.
     *
     * @param before the publication that was handed over before it; null for none
     */
    public void publish(Publication publication, @Nullable Publication before) {
        Shard[] all = interested.get(publication.channel());
        if (all != null) {
            EncodedPublication encoded = new EncodedPublication(publication, before, encoder, all.length);
            for (Shard shard : all) {
                shard.offer(encoded);
            }
        }
    }

    /** Tells those subscribers of a channel who want to know that somebody came or went. Any thread. */
    public void move(Movement movement) {
        for (Shard shard : interested.getOrDefault(movement.channel(), NONE)) {
            shard.offer(movement);
        }
    }

    /** Tells all sockets that are subscribed to a channel that publications of it were lost. Any thread. */
    public void lose(String channel) {
        Shard[] all = interested.get(channel);
        if (all != null) {
            for (Shard shard : all) {
                shard.offer(new Loss(channel));
            }
        }
    }

    /**
     * Tells all sockets that are subscribed to a channel that the offsets of what follows are of another epoch. Any
     * thread.
     */
    public void renew(String channel, String epoch) {
        Shard[] all = interested.get(channel);
        if (all != null) {
            for (Shard shard : all) {
                shard.offer(new Renewal(channel, epoch));
            }
        }
    }

    /** Names of the channels with subscribers; a live view. */
    public Set<String> channels() {
        return interested.keySet();
    }

    /**
     * Number of subscriptions to each channel that the filter lets through. Any thread; the filter runs on the event
     * loops.
     */
    public CompletionStage<Map<String, Integer>> subscribers(Predicate<String> filter) {
        CompletableFuture<Map<String, Integer>> all = CompletableFuture.completedFuture(Map.of());
        for (Map.Entry<EventLoop, Shard> shard : shards.entrySet()) {
            all = all.thenCombine(
                    CompletableFuture.supplyAsync(() -> shard.getValue().subscribers(filter), shard.getKey()),
                    Hub::sum);
        }
        return all;
    }

    /** Who is subscribed to a channel, a socket each. Any thread. */
    public CompletionStage<List<ClientInfo>> members(String channel) {
        CompletableFuture<List<ClientInfo>> all = CompletableFuture.completedFuture(List.of());
        for (Shard shard : interested.getOrDefault(channel, NONE)) {
            all = all.thenCombine(shard.members(channel), Hub::both);
        }
        return all;
    }

    private static <T> List<T> both(List<T> some, List<T> others) {
        List<T> both = new ArrayList<>(some);
        both.addAll(others);
        return both;
    }

    private static Map<String, Integer> sum(Map<String, Integer> some, Map<String, Integer> others) {
        Map<String, Integer> sum = new HashMap<>(some);
        others.forEach((channel, number) -> sum.merge(channel, number, Integer::sum));
        return sum;
    }

    /** Number of subscriptions of all sockets. */
    public long subscriptions() {
        return subscriptions.sum();
    }

    /** Number of publications written to sockets, each socket counted, since the start. */
    public long deliveries() {
        return deliveries.sum();
    }

    /** Number of publications that an event loop could not take because too much waited for it, since the start. */
    public long dropped() {
        return dropped.sum();
    }

    private static Shard[] union(Shard[] all, Shard[] one) {
        Shard[] more = Arrays.copyOf(all, all.length + 1);
        more[all.length] = one[0];
        return more;
    }

    private static Shard @Nullable [] without(Shard[] all, Shard shard) {
        Shard[] rest = Arrays.stream(all).filter(s -> s != shard).toArray(Shard[]::new);
        return rest.length == 0 ? null : rest;
    }
}
