package dev.wsgateway.gateway.history;

import dev.wsgateway.gateway.hub.Publication;
import java.util.List;

/**
 * What Redis said of a channel at one moment.
 *
 * @param epochs the epochs it knows
 * @param top the last offset given out; 0 for none
 * @param complete whether {@code since} holds all that came behind the reader's offset
 * @param since publications behind the reader's offset, in order without a hole
 */
record Snapshot(Epochs epochs, long top, boolean complete, List<Publication> since) {
    Position position() {
        return new Position(epochs.current(), top);
    }

    /** Whether a reader at a position has the last publication. */
    boolean isAtTop(Position position) {
        return position.offset() == top && epochs.continues(position, top);
    }

    /** Whether a reader at a position has, together with {@code since}, everything up to {@code top}. */
    boolean completes(Position position) {
        return complete && epochs.continues(position, top);
    }
}
