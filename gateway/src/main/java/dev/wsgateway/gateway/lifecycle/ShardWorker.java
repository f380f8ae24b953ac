package dev.wsgateway.gateway.lifecycle;

import dev.wsgateway.config.GatewayConfig.LifecycleEvents;
import dev.wsgateway.gateway.lease.KeyOrder;
import dev.wsgateway.gateway.lease.Lease;
import dev.wsgateway.gateway.lease.Pause;
import dev.wsgateway.gateway.lease.Shares;
import dev.wsgateway.gateway.lease.TurnLoop;
import dev.wsgateway.gateway.redis.RedisUnavailableException;
import dev.wsgateway.gateway.redis.StreamWatch;
import dev.wsgateway.gateway.settings.Settings;
import dev.wsgateway.gateway.stream.StreamAppender;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves the events of one shard into the user's stream, and ends what dead gateways left in it, on a thread of its own,
 * until it is stopped or its lease has ended. Keys go on side by side; one key's next event is added only after the one
 * before is known to be in the stream.
 */
final class ShardWorker implements Shares.Work {
    private static final Logger log = LoggerFactory.getLogger(ShardWorker.class);
    /** A look that nothing has asked for: who is dead shows in no event. */
    private static final Duration IDLE = Duration.ofSeconds(1);

    private static final String GATEWAY_LOST = "gateway lost";

    private final int shard;
    private final Lease lease;
    private final LifecycleStore store;
    private final StreamWatch watch;
    private final StreamAppender streams;
    private final Supplier<Settings> settings;
    private final Predicate<String> isDead;
    private final RandomGenerator random;
    private final LifecycleCounts counts;
    private final TurnLoop loop;
    private volatile long waiting;

    ShardWorker(
            int shard,
            Lease lease,
            LifecycleStore store,
            StreamWatch watch,
            StreamAppender streams,
            Supplier<Settings> settings,
            Predicate<String> isDead,
            RandomGenerator random,
            LifecycleCounts counts) {
        this.shard = shard;
        this.lease = lease;
        this.store = store;
        this.watch = watch;
        this.streams = streams;
        this.settings = settings;
        this.isDead = isDead;
        this.random = random;
        this.counts = counts;
        loop = TurnLoop.start("lifecycle-" + shard, lease, this::look, () -> watch.forget(store.outbox(shard), this));
    }

    /** Number of events that waited at the last look. */
    long waiting() {
        return waiting;
    }

    @Override
    public CompletionStage<Boolean> stop() {
        return loop.stop();
    }

    private void look(Pause pause) throws InterruptedException {
        LifecycleEvents wanted = settings.get().config().lifecycleEvents();
        if (wanted == null) {
            pause.atMost(IDLE);
            return;
        }
        try {
            LifecycleStore.Waiting read = await(store.read(shard, lease));
            waiting = read.length();
            boolean moved = move(read.events(), wanted.stream());
            for (String incarnation : read.incarnations()) {
                if (isDead.test(incarnation.substring(0, incarnation.lastIndexOf('#')))) {
                    reap(incarnation, wanted);
                }
            }
            if (!moved) {
                pause.afterFailure();
            } else if (read.events().isEmpty()) {
                pause.succeeded();
                watch.watch(store.outbox(shard), this, read.last(), pause::wake);
                pause.atMost(IDLE);
            }
        } catch (CompletionException | RedisUnavailableException e) {
            log.atDebug()
                    .addKeyValue("shard", shard)
                    .addKeyValue("error", e.getMessage())
                    .log("could not read lifecycle events; trying again");
            pause.afterFailure();
        }
    }

    private void reap(String incarnation, LifecycleEvents wanted) {
        LifecycleStore.Reaped reaped = await(store.reap(shard, incarnation, wanted.events(), GATEWAY_LOST));
        counts.reaped(reaped.clients());
        if (reaped.clients() + reaped.channels() > 0) {
            log.atInfo()
                    .addKeyValue("incarnation", incarnation)
                    .addKeyValue("connections", reaped.clients())
                    .addKeyValue("channels", reaped.channels())
                    .log("ended what a dead gateway left");
        }
    }

    private boolean move(List<StoredEvent> events, String stream) {
        Queue<String> done = new ConcurrentLinkedQueue<>();
        KeyOrder steps = new KeyOrder();
        for (StoredEvent event : events) {
            steps.add(event.key(), () -> append(event, stream).thenAccept(added -> done.add(event.id())));
        }
        boolean succeeded = steps.await();
        if (!done.isEmpty()) {
            boolean _ = await(store.done(shard, lease, done));
        }
        return succeeded;
    }

    private CompletionStage<?> append(StoredEvent event, String stream) {
        if (!lease.isHeld()) {
            return CompletableFuture.failedFuture(new RedisUnavailableException("the lease has ended", null));
        }
        return streams.append(stream, event.message(shard, random)).thenAccept(entry -> counts.told());
    }

    private static <T> T await(CompletionStage<T> result) {
        return result.toCompletableFuture().join();
    }
}
