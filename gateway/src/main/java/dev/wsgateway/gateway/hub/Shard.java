package dev.wsgateway.gateway.hub;

import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The subscriptions of the sockets of one event loop. All but {@link #offer} runs on that loop.
 *
 * <p>A write to a socket costs far more than a message in it, so under load several messages of a channel leave in one:
 * a loop that has spent some time with writing spends as long with other work, {@value #MAX_REST_MILLIS} ms at most,
 * while more arrive. None waits when the loop is idle.
 */
final class Shard {
    private static final Logger log = LoggerFactory.getLogger(Shard.class);
    /** Publications written before the loop's other work gets its turn. */
    private static final int BATCH = 256;
    /** The longest that one waits for others to go out with it. */
    static final long MAX_REST_MILLIS = 20;
    /** Writing that took less is followed by no rest. */
    private static final long MIN_REST_NANOS = 1_000_000;
    /** Bytes that may wait for a loop that does not keep up, 64 MiB. */
    private static final long MAX_WAITING = 64L << 20;

    private final EventLoop loop;
    private final FrameEncoder encoder;
    private final LongAdder deliveries;
    private final LongAdder dropped;
    private final Map<String, List<Subscriber>> channels = new HashMap<>();
    private final Queue<Delivery> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicLong waitingBytes = new AtomicLong();
    /** Channels for which a loss waits. */
    private final Set<String> lost = ConcurrentHashMap.newKeySet();

    private final AtomicBoolean scheduled = new AtomicBoolean();
    private final List<Delivery> batch = new ArrayList<>();
    private volatile long restUntilNanos = System.nanoTime();

    Shard(EventLoop loop, FrameEncoder encoder, LongAdder deliveries, LongAdder dropped) {
        this.loop = loop;
        this.encoder = encoder;
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

    /** The loop's subscribers to a channel. Any thread. */
    CompletionStage<List<ClientInfo>> members(String channel) {
        return CompletableFuture.supplyAsync(
                () -> channels.getOrDefault(channel, List.of()).stream()
                        .map(subscriber -> subscriber.info(channel))
                        .toList(),
                loop);
    }

    /**
     * Takes a delivery from any thread. Where too much waits already, a loss takes the place of a publication, since its
     * subscribers must learn that they lack it.
     */
    void offer(Delivery delivery) {
        if (waitingBytes.addAndGet(delivery.size()) > MAX_WAITING && isDroppable(delivery)) {
            waitingBytes.addAndGet(-delivery.size());
            dropped.increment();
            delivery.release();
            if (delivery instanceof EncodedPublication) {
                offerLoss(delivery.channel());
            }
            return;
        }
        waiting.add(delivery);
        schedule();
    }

    private static boolean isDroppable(Delivery delivery) {
        return switch (delivery) {
            case EncodedPublication _, Movement _ -> true;
            case Loss _, Renewal _ -> false;
        };
    }

    private void offerLoss(String channel) {
        if (lost.add(channel)) {
            offer(new Loss(channel));
        }
    }

    private void schedule() {
        if (scheduled.compareAndSet(false, true)) {
            long rest = restUntilNanos - System.nanoTime();
            if (rest > 0) {
                Future<?> _ = loop.schedule(this::drain, rest, TimeUnit.NANOSECONDS);
            } else {
                loop.execute(this::drain);
            }
        }
    }

    private void drain() {
        long begin = System.nanoTime();
        int size = takeBatch();
        int from = 0;
        while (from < size) {
            int to = endOfChannel(from);
            deliver(from, to);
            from = to;
        }
        batch.clear();
        long end = System.nanoTime();
        if (end - begin >= MIN_REST_NANOS) {
            restUntilNanos = end + Math.min(end - begin, TimeUnit.MILLISECONDS.toNanos(MAX_REST_MILLIS));
        }
        scheduled.set(false);
        if (!waiting.isEmpty()) {
            schedule();
        }
    }

    // Sorting keeps the order within each channel.
    private int takeBatch() {
        boolean oneChannel = true;
        Delivery next = waiting.poll();
        while (next != null) {
            waitingBytes.addAndGet(-next.size());
            batch.add(next);
            oneChannel &= next.channel().equals(batch.getFirst().channel());
            next = batch.size() < BATCH ? waiting.poll() : null;
        }
        if (!oneChannel) {
            batch.sort(Comparator.comparing(Delivery::channel));
        }
        return batch.size();
    }

    private int endOfChannel(int from) {
        String channel = batch.get(from).channel();
        int to = from + 1;
        while (to < batch.size() && batch.get(to).channel().equals(channel)) {
            to++;
        }
        return to;
    }

    // Backwards, since a socket that is given up while it is written to leaves the list at once.
    private void deliver(int from, int to) {
        String channel = batch.get(from).channel();
        lost.remove(channel);
        List<Subscriber> subscribers = channels.getOrDefault(channel, List.of());
        int number = subscribers.size();
        for (int i = number - 1; i >= 0; i--) {
            Subscriber subscriber = subscribers.get(i);
            for (int j = from; j < to && isAt(subscribers, i, subscriber); j++) {
                deliver(j, subscriber);
            }
            subscriber.flush();
        }
        deliveries.add((long) number * (to - from));
        for (int j = from; j < to; j++) {
            batch.get(j).release();
        }
    }

    private static boolean isAt(List<Subscriber> subscribers, int i, Subscriber subscriber) {
        return i < subscribers.size() && subscribers.get(i).equals(subscriber);
    }

    // One that fails must not keep the loop from all that come later.
    private void deliver(int at, Subscriber subscriber) {
        Delivery delivery = batch.get(at);
        try {
            switch (delivery) {
                case EncodedPublication publication -> subscriber.write(publication);
                case Movement movement -> subscriber.move(movement, encoder);
                case Loss loss -> subscriber.lose(loss.channel());
                case Renewal renewal -> subscriber.renew(renewal.channel(), renewal.epoch());
            }
        } catch (RuntimeException | OutOfMemoryError e) {
            fail(at, delivery, e);
        }
    }

    // Those behind get the loss in its place; all others behind the batch.
    private void fail(int at, Delivery delivery, Throwable cause) {
        log.atError()
                .setCause(cause)
                .addKeyValue("channel", delivery.channel())
                .log("could not hand on a publication; subscribers are told");
        if (delivery instanceof EncodedPublication) {
            dropped.increment();
            delivery.release();
            batch.set(at, new Loss(delivery.channel()));
            offerLoss(delivery.channel());
        }
    }
}
