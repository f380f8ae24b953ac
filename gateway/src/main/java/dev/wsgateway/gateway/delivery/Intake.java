package dev.wsgateway.gateway.delivery;

import dev.wsgateway.gateway.redis.EntryIds;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The entries of one of a worker's two streams: first those that are pending, whoever had them, then new ones. One thread,
 * but for {@link #grown}; it blocks.
 */
final class Intake {
    private static final String ALL = "-";

    private final Partition partition;
    private final boolean redriven;
    private final Runnable signal;
    /** Where taking over goes on; null where it is done. */
    private @Nullable String toTakeOver = ALL;

    private String lastRead = "0-0";
    private volatile boolean mayHaveNew = true;

    /**
     * Entries of one stream.
     *
     * @param signal told when there is something new
     */
    Intake(Partition partition, boolean redriven, Runnable signal) {
        this.partition = partition;
        this.redriven = redriven;
        this.signal = signal;
    }

    /** Has all that is pending looked at again: something may have become so that nobody knows of. */
    void beginAnew() {
        toTakeOver = ALL;
    }

    /** Whether all that was pending is taken over. */
    boolean isTakenOver() {
        return toTakeOver == null;
    }

    /**
     * Takes over as much as the lanes may hold.
     *
     * @throws CompletionException with a {@link GroupMissingException} where the group isn't there, or was lost and made
     *     again since something was read of it
     */
    void takeOver(Lanes lanes, int most) {
        while (toTakeOver != null && lanes.size() < most && partition.lease().isHeld()) {
            DeliveryStore.Pending pending;
            try {
                pending = await(partition.store().takeOver(redriven, toTakeOver));
            } catch (CompletionException e) {
                if (isNeverMade(e)) {
                    toTakeOver = null;
                    return;
                }
                throw e;
            }
            for (DeliveryStore.PendingEntry entry : pending.entries()) {
                takeOn(lanes, entry);
            }
            partition.group().meters().gone(pending.gone());
            toTakeOver = pending.whole() ? null : "(" + pending.looked();
            if (pending.whole()) {
                boolean isNew = EntryIds.isLater(lastRead, pending.last());
                lastRead = pending.last();
                mayHaveNew = true;
                if (isNew) {
                    toTakeOver = ALL;
                    throw groupIsNew();
                }
            }
        }
    }

    private CompletionException groupIsNew() {
        return new CompletionException(
                new GroupMissingException(partition.group().group()));
    }

    private static void takeOn(Lanes lanes, DeliveryStore.PendingEntry entry) {
        if (!lanes.knows(entry.ref())) {
            Lane lane = lanes.add(entry.ref(), Message.key(entry.ref(), entry.key()), entry.deliveries());
            if (lane != null) {
                lanes.ready(lane);
            }
        }
    }

    // The stream of what is to be delivered once more is made when something is.
    private boolean isNeverMade(CompletionException e) {
        return redriven && e.getCause() instanceof GroupMissingException;
    }

    /** Whether reading makes sense: always for the stream itself, which may grow at any time. */
    boolean mayHaveNew() {
        return !redriven || mayHaveNew;
    }

    /** Notes that there may be something new. */
    void grown() {
        mayHaveNew = true;
        signal.run();
    }

    /**
     * Reads new entries. Where it were fewer than could be, the signal comes as soon as there are more.
     *
     * @throws CompletionException with a {@link GroupMissingException} where the group isn't there, or was lost and made
     *     again since the last call: then what was just read is pending
     */
    List<StoredEntry> read(int count) {
        List<StoredEntry> entries;
        try {
            entries = await(partition.store().read(redriven, count));
        } catch (CompletionException e) {
            if (isNeverMade(e)) {
                entries = List.of();
            } else {
                throw e;
            }
        }
        if (!entries.isEmpty()) {
            if (!EntryIds.isLater(entries.getFirst().ref().id(), lastRead)) {
                throw groupIsNew();
            }
            lastRead = entries.getLast().ref().id();
        }
        mayHaveNew = entries.size() == count;
        if (entries.size() < count) {
            partition.environment().watch().watch(partition.keys().of(redriven), this, lastRead, this::grown);
        }
        return entries;
    }

    /** Ends the watch for what is new. */
    void close() {
        partition.environment().watch().forget(partition.keys().of(redriven), this);
    }

    private static <T> T await(CompletionStage<T> result) {
        return result.toCompletableFuture().join();
    }
}
