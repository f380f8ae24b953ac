package dev.wsgateway.gateway.history;

import java.util.ArrayList;
import java.util.List;

/**
 * The epochs of a channel that Redis still knows, oldest first, never empty.
 *
 * @param all the epochs
 */
record Epochs(List<Epoch> all) {

    /**
     * A stretch of offsets given out under one replication id.
     *
     * @param name unique in the channel
     * @param first the first offset given out in it
     */
    record Epoch(String name, long first) {}

    Epochs {
        all = List.copyOf(all);
        if (all.isEmpty()) {
            throw new IllegalArgumentException("no epochs");
        }
    }

    /**
     * Reads {@code NAME:FIRST NAME:FIRST ...}.
     *
     * @throws IllegalArgumentException when it is anything else
     */
    static Epochs parse(String text) {
        List<Epoch> all = new ArrayList<>();
        for (String part : text.split(" ", -1)) {
            int colon = part.lastIndexOf(':');
            if (colon < 1) {
                throw new IllegalArgumentException("'" + text + "' is no list of epochs");
            }
            all.add(new Epoch(part.substring(0, colon), Long.parseLong(part.substring(colon + 1))));
        }
        return new Epochs(all);
    }

    String current() {
        return all.getLast().name();
    }

    /**
     * Whether the publications that a reader has, up to its position, are the first of those that Redis gave out: then
     * all it lacks are the ones behind its offset.
     *
     * @param top the last offset given out
     */
    boolean continues(Position position, long top) {
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).name().equals(position.epoch())) {
                // Each later epoch may have begun before where the reader is, not just the next one.
                boolean overtaken = all.stream().skip(i + 1L).anyMatch(later -> later.first() <= position.offset());
                return !overtaken && position.offset() <= top;
            }
        }
        return false;
    }
}
