package dev.wsgateway.gateway.lease;

import dev.wsgateway.gateway.redis.RedisLink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This process's part of all work that is split into partitions. A thread of its own beats and looks once a second, and
 * starts and stops the work; everything but {@link #isDead}, {@link #owned} and {@link #close} happens there.
 *
 * <p>How soon: what a process gave up, joining or leaving in good order, has its new owner within about two seconds;
 * what a killed or stopped one owned, within seven.
 */
public final class Leases implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Leases.class);
    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final Duration GOODBYE = Duration.ofSeconds(3);

    private final LeaseStore store;
    private final String member;
    private final Supplier<? extends List<? extends Shares>> shares;
    private final LongSupplier nanoTime;
    private final Roster roster = new Roster();
    private final Map<Place, Tenure> tenures = new HashMap<>();
    private final Semaphore news = new Semaphore(0);
    private final Thread thread;
    private @Nullable Term term;
    private long beats;
    private volatile int owned;
    private volatile boolean closed;

    private record Place(String shares, int partition) {}

    /**
     * Begins to take part.
     *
     * @param members Redis key of the hash of members
     * @param node name of this gateway, for people who look into Redis
     * @param shares all work there is to share out now
     */
    public Leases(
            RedisLink redis,
            String members,
            String node,
            Supplier<? extends List<? extends Shares>> shares,
            LongSupplier nanoTime) {
        this.store = new LeaseStore(redis, members);
        this.member = node + "/" + UUID.randomUUID();
        this.shares = shares;
        this.nanoTime = nanoTime;
        this.thread = Thread.ofPlatform().daemon().name("leases").start(this::run);
    }

    /** Name of this process among the members, which no other one ever had: that of the gateway, '/' and more. */
    public String member() {
        return member;
    }

    /** Whether a member is not alive any more, as far as this process has seen for long enough. Any thread. */
    public boolean isDead(String name) {
        return roster.isDead(name);
    }

    /** Number of partitions that this process owns. */
    public int owned() {
        return owned;
    }

    private void run() {
        while (!closed) {
            try {
                round();
            } catch (CompletionException e) {
                log.atDebug().addKeyValue("error", e.getMessage()).log("could not beat; trying again");
            } catch (RuntimeException e) {
                log.atError().setCause(e).log("could not share out the work; trying again");
            }
            owned = tenures.size();
            try {
                boolean _ = news.tryAcquire(INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
                news.drainPermits();
            } catch (InterruptedException e) {
                break;
            }
        }
        leave();
    }

    private void round() {
        stopWhatEnded();
        long sent = nanoTime.getAsLong();
        Map<String, String> seen = await(store.beat(member, sent + "-" + beats++, roster.dead()));
        roster.look(seen, nanoTime.getAsLong());
        Term before = term;
        Term current = before != null && before.extend(sent) ? before : new Term(nanoTime, sent);
        term = current;
        stopWhatEnded();

        Map<Place, Shares> wanted = wanted();
        tenures.forEach((place, tenure) -> {
            if (!wanted.containsKey(place)) {
                var _ = tenure.stop(news::release);
            }
        });
        removeStopped();
        take(wanted, current);
    }

    private Map<Place, Shares> wanted() {
        SortedMap<String, Integer> partitions = new TreeMap<>();
        Map<String, Shares> byName = new HashMap<>();
        for (Shares kind : shares.get()) {
            partitions.put(kind.name(), kind.leaseKeys().size());
            byName.put(kind.name(), kind);
        }
        Map<Place, Shares> wanted = new HashMap<>();
        Assignment.of(partitions, roster.alive()).forEach((kind, owners) -> {
            for (int i = 0; i < owners.size(); i++) {
                if (owners.get(i).equals(member)) {
                    wanted.put(new Place(kind, i), byName.get(kind));
                }
            }
        });
        return wanted;
    }

    private void stopWhatEnded() {
        tenures.values().forEach(tenure -> {
            if (!tenure.lease.isHeld()) {
                var _ = tenure.stop(news::release);
            }
        });
        removeStopped();
    }

    private void removeStopped() {
        tenures.entrySet().removeIf(entry -> {
            CompletableFuture<Boolean> stopped = entry.getValue().stopped;
            if (stopped == null || !stopped.isDone()) {
                return false;
            }
            release(entry.getValue().lease, stopped.join());
            return true;
        });
    }

    // Where it fails the partition is taken over as that of a dead owner would be, or by this process again.
    private CompletionStage<?> release(Lease lease, boolean quiet) {
        return store.release(lease, quiet).exceptionally(failure -> {
            log.atDebug().addKeyValue("lease", lease.key()).log("could not give a partition back");
            return List.of();
        });
    }

    private record Try(Shares kind, Place place, String key, CompletableFuture<LeaseStore.Attempt> attempt) {}

    private void take(Map<Place, Shares> wanted, Term current) {
        List<Try> tries = new ArrayList<>();
        wanted.forEach((place, kind) -> {
            if (!tenures.containsKey(place)) {
                String key = kind.leaseKeys().get(place.partition());
                tries.add(new Try(kind, place, key, attempt(key, "")));
            }
        });
        tries.replaceAll(
                first -> await(first.attempt()) instanceof LeaseStore.Attempt.Held(String owner) && roster.isDead(owner)
                        ? new Try(first.kind(), first.place(), first.key(), attempt(first.key(), owner))
                        : first);
        for (Try last : tries) {
            if (await(last.attempt()) instanceof LeaseStore.Attempt.Taken(String token, boolean quiet)) {
                start(last.kind(), last.place(), new Lease(last.key(), token, quiet, current));
            }
        }
    }

    private CompletableFuture<LeaseStore.Attempt> attempt(String key, String deadOwner) {
        return store.take(key, member, deadOwner).toCompletableFuture();
    }

    private void start(Shares kind, Place place, Lease lease) {
        tenures.put(place, new Tenure(lease, kind.start(place.partition(), lease)));
        log.atDebug().addKeyValue("lease", lease.key()).log("took a partition");
    }

    private static <T> T await(CompletionStage<T> result) {
        return result.toCompletableFuture().join();
    }

    /** Stops all work and gives it to the others, if that is possible in three seconds. Blocks. */
    @Override
    public void close() {
        closed = true;
        news.release();
        try {
            thread.join(GOODBYE.multipliedBy(2));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void leave() {
        List<CompletableFuture<?>> last = new ArrayList<>();
        for (Tenure tenure : tenures.values()) {
            last.add(tenure.stop(() -> {})
                    .thenCompose(quiet -> release(tenure.lease, quiet))
                    .toCompletableFuture());
        }
        last.add(store.leave(member).toCompletableFuture());
        try {
            CompletableFuture.allOf(last.toArray(CompletableFuture[]::new))
                    .exceptionally(failure -> null)
                    .get(GOODBYE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            log.atInfo().log("what is still under way is taken over when its lease has ended");
        } catch (InterruptedException | ExecutionException e) {
            log.atDebug().addKeyValue("error", e.getMessage()).log("could not leave in good order");
        }
        tenures.clear();
        owned = 0;
    }

    /** What this process owns, from the grant until it was given back. */
    private static final class Tenure {
        final Lease lease;
        private final Shares.Work work;
        private @Nullable CompletableFuture<Boolean> stopped;

        Tenure(Lease lease, Shares.Work work) {
            this.lease = lease;
            this.work = work;
        }

        CompletableFuture<Boolean> stop(Runnable whenDone) {
            CompletableFuture<Boolean> stopping = stopped;
            if (stopping == null) {
                stopping = work.stop().toCompletableFuture();
                stopped = stopping;
                var _ = stopping.thenRun(whenDone);
            }
            return stopping;
        }
    }
}
