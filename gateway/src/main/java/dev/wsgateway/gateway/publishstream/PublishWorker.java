package dev.wsgateway.gateway.publishstream;

import dev.wsgateway.gateway.broker.Broker;
import dev.wsgateway.gateway.broker.Complaint;
import dev.wsgateway.gateway.history.Published;
import dev.wsgateway.gateway.history.Source;
import dev.wsgateway.gateway.lease.KeyOrder;
import dev.wsgateway.gateway.lease.Lease;
import dev.wsgateway.gateway.lease.Pause;
import dev.wsgateway.gateway.lease.Shares;
import dev.wsgateway.gateway.lease.TurnLoop;
import dev.wsgateway.gateway.redis.RedisUnavailableException;
import dev.wsgateway.gateway.redis.StreamWatch;
import dev.wsgateway.gateway.settings.Settings;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes what waits in one partition, on a thread of its own, until it is stopped or its lease has ended. Channels go on
 * side by side; one channel's next entry is tried only after the one before is known to be published.
 */
final class PublishWorker implements Shares.Work {
    private static final Logger log = LoggerFactory.getLogger(PublishWorker.class);
    /** A look that nothing has asked for. */
    private static final Duration IDLE = Duration.ofSeconds(10);

    private static final String ID_REUSED =
            "its id is not later than that of an entry published before: Redis lost the end"
                    + " of the stream and gave ids out again, or it was added with an id of its own";
    private static final String TOO_MANY_KEYS =
            "the channel remembers the versions of too many keys: spread them over more channels";

    private final int partition;
    private final Lease lease;
    private final PublishStore store;
    private final Broker broker;
    private final StreamWatch watch;
    private final String key;
    private final Supplier<Settings> settings;
    private final PublishCounts counts;
    private final Complaint complaint = new Complaint(log, System::nanoTime);
    private volatile long waiting;
    private volatile long dead;

    private final RepeatCheck repeats = new RepeatCheck();
    private final TurnLoop loop;

    PublishWorker(
            int partition,
            Lease lease,
            PublishStore store,
            Broker broker,
            StreamWatch watch,
            Supplier<Settings> settings,
            PublishCounts counts) {
        this.partition = partition;
        this.lease = lease;
        this.store = store;
        this.broker = broker;
        this.watch = watch;
        this.key = settings.get().names().publishEntries(partition);
        this.settings = settings;
        this.counts = counts;
        loop = TurnLoop.start("publish-" + partition, lease, this::look, () -> watch.forget(key, this));
    }

    /** Number of entries that waited at the last look. */
    long waiting() {
        return waiting;
    }

    /** Number of the partition's dead letters at the last look. */
    long dead() {
        return dead;
    }

    @Override
    public CompletionStage<Boolean> stop() {
        return loop.stop();
    }

    private void look(Pause pause) throws InterruptedException {
        try {
            PublishStore.Batch batch = await(store.read(
                    partition, lease, settings.get().config().limits().apiRequestBytes()));
            waiting = batch.waiting();
            dead = batch.dead();
            repeats.begin(batch.last());
            if (batch.entries().isEmpty()) {
                watch.watch(key, this, batch.last(), pause::wake);
                pause.atMost(IDLE);
            } else if (publish(batch.entries())) {
                pause.succeeded();
            } else {
                pause.afterFailure();
            }
        } catch (CompletionException | RedisUnavailableException e) {
            log.atDebug()
                    .addKeyValue("partition", partition)
                    .addKeyValue("error", e.getMessage())
                    .log("could not read the publish stream; trying again");
            pause.afterFailure();
        }
    }

    private boolean publish(List<StoredEntry> entries) {
        Queue<String> done = new ConcurrentLinkedQueue<>();
        KeyOrder steps = new KeyOrder();
        for (StoredEntry entry : entries) {
            boolean mayBeRepeated = repeats.mayBeRepeated(entry.id());
            switch (PublishEntry.of(entry, partition, settings.get())) {
                case PublishEntry.Bad(String reason) -> steps.add(bury(entry, reason));
                case PublishEntry.Good good ->
                    steps.add(
                            good.publication().channel(),
                            () -> publish(entry, good, mayBeRepeated).thenAccept(published -> {
                                if (published) {
                                    done.add(entry.id());
                                }
                            }));
            }
        }
        repeats.tried(entries.stream().map(StoredEntry::id).toList());
        boolean succeeded = steps.await();
        if (!done.isEmpty() && await(store.done(partition, lease, List.copyOf(done)))) {
            repeats.removed(done);
        }
        return succeeded;
    }

    /** Completes with whether the entry is to be removed; fails where it must be tried again. */
    private CompletionStage<Boolean> publish(StoredEntry entry, PublishEntry.Good good, boolean mayBeRepeated) {
        if (!lease.isHeld()) {
            return CompletableFuture.failedFuture(new RedisUnavailableException("the lease has ended", null));
        }
        return broker.publishOnce(good.publication(), good.conditions(), new Source(partition, entry.id()))
                .thenCompose(outcome -> {
                    if (outcome.isEmpty() && !mayBeRepeated) {
                        return bury(entry, ID_REUSED).thenApply(buried -> false);
                    }
                    if (outcome.isPresent() && outcome.get() == Published.Outcome.TOO_MANY_KEYS) {
                        return bury(entry, TOO_MANY_KEYS).thenApply(buried -> false);
                    }
                    counts.applied(outcome.isPresent());
                    return CompletableFuture.completedFuture(true);
                });
    }

    private CompletableFuture<?> bury(StoredEntry entry, String reason) {
        return store.bury(partition, lease, entry.id(), reason)
                .thenAccept(dropped -> {
                    if (dropped != null) {
                        counts.buried(dropped);
                        complaint.warn(
                                "entry " + entry.id() + " cannot be published and is among the dead letters: " + reason,
                                key);
                    }
                })
                .toCompletableFuture();
    }

    private static <T> T await(CompletionStage<T> result) {
        return result.toCompletableFuture().join();
    }
}
