package dev.wsgateway.gateway.hub;

import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The subscriptions of the sockets of one event loop. All but {@link #offer} runs on that loop.
 *
 * <p>Publications that arrive while the loop is busy are written together, and each socket is flushed once for all of
 * them: under load a socket gets several messages in one write, and none waits when the loop is idle.
 */
final class Shard {
    private static final Logger log = LoggerFactory.getLogger(Shard.class);
    /** Publications written before sockets are flushed and the loop's other work gets its turn. */
    private static final int BATCH = 64;
    /** Bytes that may wait for a loop that does not keep up, 64 MiB. */
    private static final long MAX_WAITING = 64L << 20;

    private final EventLoop loop;
    private final LongAdder deliveries;
    private final LongAdder dropped;
    private final Map<String, List<Subscriber>> channels = new HashMap<>();
    private final Queue<Delivery> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicLong waitingBytes = new AtomicLong();
    /** Channels for which a loss waits. */
    private final Set<String> lost = ConcurrentHashMap.newKeySet();

    private final AtomicBoolean scheduled = new AtomicBoolean();

    Shard(EventLoop loop, LongAdder deliveries, LongAdder dropped) {
        this.loop = loop;
        this.deliveries = deliveries;
        this.dropped = dropped;
    }

    /** Whether it is the loop's first of the channel. */
    boolean add(String channel, Subscriber subscriber) {
        List<Subscriber> subscribers = channels.computeIfAbsent(channel, name -> new ArrayList<>(1));
        subscribers.add(subscriber);
        return subscribers.size() == 1;
    }

    boolean contains(String channel, Subscriber subscriber) {
        List<Subscriber> subscribers = channels.get(channel);
        return subscribers != null && subscribers.contains(subscriber);
    }

    /** Whether it was the loop's last of the channel. */
    boolean remove(String channel, Subscriber subscriber) {
        List<Subscriber> subscribers = channels.getOrDefault(channel, List.of());
        int at = subscribers.indexOf(subscriber);
        if (at < 0) {
            return false;
        }
        Subscriber last = subscribers.removeLast();
        if (at < subscribers.size()) {
            subscribers.set(at, last);
        }
        if (subscribers.isEmpty()) {
            channels.remove(channel);
            return true;
        }
        return false;
    }

    /** Number of the loop's subscriptions to each channel that the filter lets through. */
    Map<String, Integer> subscribers(Predicate<String> filter) {
        Map<String, Integer> numbers = new HashMap<>();
        channels.forEach((channel, subscribers) -> {
            if (filter.test(channel)) {
                numbers.put(channel, subscribers.size());
            }
        });
        return numbers;
    }

    /**
     * Takes a delivery from any thread. One that finds too much waiting already takes the place of a loss, since its
     * subscribers must learn that they lack it.
     */
    void offer(Delivery delivery) {
        if (waitingBytes.addAndGet(delivery.size()) > MAX_WAITING && delivery instanceof EncodedPublication) {
            waitingBytes.addAndGet(-delivery.size());
            dropped.increment();
            delivery.release();
            offerLoss(delivery.channel());
            return;
        }
        waiting.add(delivery);
        schedule();
    }

    private void offerLoss(String channel) {
        if (lost.add(channel)) {
            offer(new Loss(channel));
        }
    }

    private void schedule() {
        if (scheduled.compareAndSet(false, true)) {
            loop.execute(this::drain);
        }
    }

    private void drain() {
        Set<String> written = new LinkedHashSet<>();
        for (int i = 0; i < BATCH; i++) {
            Delivery delivery = waiting.poll();
            if (delivery == null) {
                break;
            }
            waitingBytes.addAndGet(-delivery.size());
            deliver(delivery);
            written.add(delivery.channel());
        }
        written.forEach(this::flush);
        scheduled.set(false);
        if (!waiting.isEmpty()) {
            schedule();
        }
    }

    // One that fails must not keep the loop from all that come later.
    private void deliver(Delivery delivery) {
        try {
            switch (delivery) {
                case EncodedPublication publication -> write(publication);
                case Loss loss -> lose(loss.channel());
            }
        } catch (RuntimeException | OutOfMemoryError e) {
            log.atError()
                    .setCause(e)
                    .addKeyValue("channel", delivery.channel())
                    .log("could not hand on a publication; subscribers are told");
            if (delivery instanceof EncodedPublication) {
                dropped.increment();
                offerLoss(delivery.channel());
            }
        } finally {
            delivery.release();
        }
    }

    // Backwards, since a socket that is given up while it is written to leaves the list at once.
    private void write(EncodedPublication publication) {
        List<Subscriber> subscribers = channels.getOrDefault(publication.channel(), List.of());
        deliveries.add(subscribers.size());
        for (int i = subscribers.size() - 1; i >= 0; i--) {
            subscribers.get(i).write(publication);
        }
    }

    private void lose(String channel) {
        lost.remove(channel);
        List<Subscriber> subscribers = channels.getOrDefault(channel, List.of());
        for (int i = subscribers.size() - 1; i >= 0; i--) {
            subscribers.get(i).lose(channel);
        }
    }

    private void flush(String channel) {
        List<Subscriber> subscribers = channels.getOrDefault(channel, List.of());
        for (int i = subscribers.size() - 1; i >= 0; i--) {
            subscribers.get(i).flush();
        }
    }
}
