package dev.wsgateway.gateway.session;

import dev.wsgateway.gateway.hub.Publication;
import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.BiConsumer;

/**
 * Keeps live publications of a channel behind what the client is still to be told of its past. Closed, it holds them
 * back; open, it lets through what is behind the position that the client was told, once. Runs on the event loop.
 */
final class Gate {
    private record Held(Publication publication, ByteBuf frame) {}

    private final int maxBytes;
    private final Deque<Held> held = new ArrayDeque<>(4);
    private int bytes;
    private boolean lost;
    private boolean open;
    private long from;

    /**
     * A closed gate.
     *
     * @param maxBytes how much it holds; beyond it, it holds nothing and has {@link #lost}
     */
    Gate(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Whether a publication may go out now. */
    boolean passes(Publication publication, ByteBuf frame) {
        if (open) {
            return publication.offset() > from;
        }
        bytes += frame.readableBytes();
        if (bytes > maxBytes) {
            lose();
        } else if (!lost) {
            held.add(new Held(publication, frame.retainedDuplicate()));
        }
        return false;
    }

    /** Publications were lost, or are too many to hold. */
    void lose() {
        lost = true;
        drop();
    }

    /** Whether the client lacks publications, and has to subscribe again. */
    boolean lost() {
        return lost;
    }

    /** Lets out what is behind an offset. The consumer must not keep the frame; it may {@link #drop} those that follow. */
    void open(long offset, BiConsumer<Publication, ByteBuf> out) {
        open = true;
        from = offset;
        for (Held first = held.poll(); first != null; first = held.poll()) {
            if (first.publication().offset() > offset) {
                out.accept(first.publication(), first.frame());
            }
            first.frame().release();
        }
    }

    /** Lets go of what it holds. */
    void drop() {
        held.forEach(h -> h.frame().release());
        held.clear();
    }
}
