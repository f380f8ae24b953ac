package dev.wsgateway.gateway.history;

import dev.wsgateway.config.GatewayConfig;
import dev.wsgateway.gateway.hub.Hub;
import dev.wsgateway.gateway.hub.Publication;
import dev.wsgateway.gateway.redis.RedisLink;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Hands the publications of one channel to the hub in the order of their offsets, each once and without a hole, whatever
 * Pub/Sub loses, repeats or delivers late. What is missing is read from the history before anything newer goes out; when
 * it can't be had, the hub is told of the loss. Any thread; nothing blocks.
 *
 * <p>In a cache namespace only the last publication counts: a hole is no loss there, and what is read is the last one.
 *
 * <p>While a read is under way, live publications wait. Those that came before it was sent don't: it covers them.
 */
public final class Feed {
    private static final int MAX_WAITING = 1_000;
    private static final int MAX_WAITING_BYTES = 4 << 20;
    private static final int MAX_READ_BYTES = 16 << 20;
    /** Reads in a row that may be not enough. */
    private static final int MAX_FUTILE = 5;

    private record Live(Publication publication, String epoch) {}

    private final String channel;
    private final Reader reader;
    private volatile GatewayConfig.History history;
    private final FeedSubscribers subscribers;
    private final FeedEvents events;
    private final LongSupplier nanoTime;
    private final JointReads recoveries;
    private final CompletableFuture<Void> started = new CompletableFuture<>();

    // All below is guarded by this.
    private final Deque<Live> waiting = new ArrayDeque<>();
    private int waitingBytes;
    /** Whether to read once more: some that should wait did not fit. */
    private boolean overflowed;
    /** Up to where the hub has everything; null until the first read. */
    private @Nullable Position position;

    /** The last one handed on where the namespace sends deltas, else null. */
    private @Nullable Publication last;

    private boolean reading;
    /** The read that is under way, or the last one. */
    private CompletableFuture<Void> lastRead = CompletableFuture.completedFuture(null);

    /** How many reads, one after the other, did not reach as far as what Pub/Sub delivered meanwhile. */
    private int futile;
    /** Whether the next {@link #check} reads, and until then what Pub/Sub delivers counts for nothing. */
    private boolean postponed;

    private boolean closed;
    /** Whether the last read failed; the next {@link #check} then reads again. */
    private boolean behind;

    private long lastCheckedNanos;

    /** Reads a channel's history, see {@link HistoryStore#read}. */
    interface Reader {
        CompletionStage<Snapshot> read(
                String channel, GatewayConfig.History history, long since, int maxCount, int maxBytes);
    }

    /**
     * A feed that has not started.
     *
     * @param nanoTime a monotonic clock, {@link System#nanoTime} outside tests
     */
    public Feed(
            String channel,
            HistoryStore store,
            GatewayConfig.History history,
            Hub hub,
            FeedEvents events,
            LongSupplier nanoTime) {
        this(channel, store::read, history, FeedSubscribers.of(hub, channel), events, nanoTime);
    }

    Feed(
            String channel,
            Reader reader,
            GatewayConfig.History history,
            FeedSubscribers subscribers,
            FeedEvents events,
            LongSupplier nanoTime) {
        this.channel = channel;
        this.reader = reader;
        this.history = history;
        this.subscribers = subscribers;
        this.events = events;
        this.nanoTime = nanoTime;
        this.recoveries = new JointReads(
                (since, maxBytes) -> reader.read(channel, this.history, since, this.history.size(), maxBytes));
    }

    /** The namespace keeps more or less than before. */
    public void keep(GatewayConfig.History now) {
        history = now;
    }

    /** Nothing goes to the hub any more: nobody is interested, or another feed has begun. */
    public synchronized void close() {
        closed = true;
        waiting.clear();
        started.completeExceptionally(new IllegalStateException("the feed was closed"));
    }

    /**
     * Finds out where the channel is; what is published from then on goes to the hub. Called once, when Redis has
     * confirmed the subscription.
     */
    public synchronized CompletionStage<Void> start() {
        if (reading) {
            // A check came first, perhaps before the subscription: two reads side by side would take each other's
            // progress for a loss, so one follows the other.
            overflowed = true;
        } else {
            read();
        }
        return started;
    }

    /** Takes a publication that Pub/Sub delivered. */
    public synchronized void receive(Publication publication, String epoch) {
        if (closed || postponed) {
            return;
        }
        if (reading) {
            hold(new Live(publication, epoch));
        } else if (!deliver(publication, epoch)) {
            events.gap();
            read();
        }
    }

    private void hold(Live live) {
        int size = live.publication().data().length;
        if (waiting.size() >= MAX_WAITING || waitingBytes + size > MAX_WAITING_BYTES) {
            overflowed = true;
            return;
        }
        waiting.add(live);
        waitingBytes += size;
    }

    /** Whether it was the next one, or one that the hub has already; else something may be missing before it. */
    private boolean deliver(Publication publication, String epoch) {
        Position at = position;
        if (at == null || !at.epoch().equals(epoch) || (!isCache() && publication.offset() > at.offset() + 1)) {
            return false;
        }
        if (publication.offset() > at.offset()) {
            handOn(publication);
            position = new Position(epoch, publication.offset());
            lastCheckedNanos = nanoTime.getAsLong();
        }
        return true;
    }

    private void handOn(Publication publication) {
        boolean deltas = history.delta() != GatewayConfig.Delta.NONE;
        subscribers.publish(publication, deltas ? last : null);
        last = deltas ? publication : null;
    }

    /**
     * Compares with Redis, and reads what is missing: after a lost link, and now and then for a channel that is silent,
     * since a silent channel may be one whose publications don't arrive.
     */
    public synchronized CompletionStage<Void> check() {
        if (reading || closed) {
            return CompletableFuture.completedFuture(null);
        }
        return read();
    }

    /** Nanoseconds since the channel was last known to be complete; the largest number after a read that failed. */
    synchronized long silentNanos() {
        return behind ? Long.MAX_VALUE : nanoTime.getAsLong() - lastCheckedNanos;
    }

    private CompletionStage<Void> read() {
        reading = true;
        postponed = false;
        waiting.clear();
        waitingBytes = 0;
        overflowed = false;
        CompletableFuture<Void> done = new CompletableFuture<>();
        lastRead = done;
        var _ = reader.read(channel, history, since(position), history.size(), MAX_READ_BYTES)
                .whenComplete((snapshot, failure) -> {
                    done(snapshot, failure);
                    done.complete(null);
                });
        return done;
    }

    private long since(@Nullable Position at) {
        if (at == null) {
            return HistoryStore.NONE;
        }
        return isCache() ? HistoryStore.LAST_ONE : at.offset();
    }

    private boolean isCache() {
        return history.recovery() == GatewayConfig.RecoveryMode.CACHE;
    }

    private synchronized void done(@Nullable Snapshot snapshot, @Nullable Throwable failure) {
        reading = false;
        lastCheckedNanos = nanoTime.getAsLong();
        behind = snapshot == null;
        if (closed) {
            return;
        }
        if (snapshot == null) {
            waiting.clear();
            if (position == null) {
                started.completeExceptionally(failure == null ? new IllegalStateException("no answer") : failure);
            }
            return;
        }
        if (position == null) {
            started.complete(null);
        } else {
            fill(snapshot, position);
        }
        position = snapshot.position();
        release();
    }

    private void fill(Snapshot snapshot, Position at) {
        boolean hasLast = isCache() && snapshot.isAtTop(at);
        if (isCache() ? hasLast || !snapshot.since().isEmpty() : snapshot.completes(at)) {
            if (!isCache() && !snapshot.epochs().current().equals(at.epoch())) {
                subscribers.renew(snapshot.epochs().current());
            }
            List<Publication> missing = hasLast ? List.of() : snapshot.since();
            missing.forEach(this::handOn);
            events.filled(missing.size());
        } else {
            events.lost(channel, at, snapshot.position());
            subscribers.lose();
        }
    }

    private void release() {
        for (Live live = waiting.poll(); live != null; live = waiting.poll()) {
            if (!deliver(live.publication(), live.epoch())) {
                readAgain();
                return;
            }
        }
        futile = 0;
        waitingBytes = 0;
        if (overflowed) {
            read();
        }
    }

    // While commands and Pub/Sub go to different masters, no read is enough: then one a second, that of the next check.
    private void readAgain() {
        futile++;
        if (futile < MAX_FUTILE) {
            read();
        } else {
            postponed = true;
            behind = true;
            waiting.clear();
        }
    }

    /**
     * What a client that subscribes is told. The socket must be in the hub already, holding back live publications: then
     * what is behind the returned position arrives there, perhaps after some that are not.
     *
     * @param since how far the client is; null for one that doesn't ask to recover, which is sent the last publication
     *     all the same in a cache namespace
     * @param maxBytes bytes of publications to recover at most; a client that missed more is not recovered
     */
    public CompletionStage<Recovery> recover(@Nullable Position since, int maxBytes) {
        if (isCache()) {
            return recoveries.read(HistoryStore.LAST_ONE, maxBytes).thenApply(snapshot -> lastOne(snapshot, since));
        }
        return recoveries
                .read(since(since), maxBytes)
                .thenCompose(snapshot -> follow(snapshot.epochs().current()).thenApply(nothing -> snapshot))
                .thenApply(snapshot -> since != null && snapshot.completes(since)
                        ? new Recovery(snapshot.position(), true, snapshot.since())
                        : new Recovery(snapshot.position(), false, List.of()));
    }

    /**
     * Completes when what is handed on is of an epoch, or of a later one. Before that it could be of offsets that were
     * given out again since, and a client that was told of the new ones would take it for the next.
     */
    private synchronized CompletionStage<Void> follow(String epoch) {
        Position at = position;
        if (at == null || at.epoch().equals(epoch)) {
            return CompletableFuture.completedFuture(null);
        }
        if (reading) {
            return lastRead.thenCompose(done -> follow(epoch));
        }
        return read().thenCompose(done -> caughtUp());
    }

    private synchronized CompletionStage<Void> caughtUp() {
        return behind || closed
                ? CompletableFuture.failedFuture(
                        RedisLink.unavailable(new IllegalStateException("the history could not be read")))
                : CompletableFuture.completedFuture(null);
    }

    private static Recovery lastOne(Snapshot snapshot, @Nullable Position since) {
        if (since != null && since.offset() > 0 && snapshot.isAtTop(since)) {
            return new Recovery(snapshot.position(), true, List.of());
        }
        return new Recovery(snapshot.position(), !snapshot.since().isEmpty(), snapshot.since());
    }
}
