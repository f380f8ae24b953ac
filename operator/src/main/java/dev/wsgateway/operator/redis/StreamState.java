package dev.wsgateway.operator.redis;

import dev.wsgateway.redis.PartitionLayout;
import java.util.List;

/**
 * How a stream is split.
 *
 * @param heldUp groups that have not acknowledged all of a sealed version, and so don't read what came after it
 * @param nearlyFull whether a partition has nearly as many unread entries as it may
 */
public record StreamState(String stream, PartitionLayout layout, List<HeldUp> heldUp, boolean nearlyFull) {
    public StreamState {
        heldUp = List.copyOf(heldUp);
    }

    /** One with room. */
    public StreamState(String stream, PartitionLayout layout, List<HeldUp> heldUp) {
        this(stream, layout, heldUp, false);
    }

    /**
     * A group that is not through with a version of the layout.
     *
     * @param version the version that it reads
     */
    public record HeldUp(String group, int version) {}
}
