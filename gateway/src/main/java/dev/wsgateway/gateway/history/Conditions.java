package dev.wsgateway.gateway.history;

import org.jspecify.annotations.Nullable;

/**
 * When a publication is not published after all.
 *
 * @param idempotencyKey names the publication in its channel: a second one with the same key is not published, and has
 *     the first one's result; null for none
 * @param version not published unless it is newer than the last one of its key; null for none
 */
public record Conditions(
        @Nullable String idempotencyKey, @Nullable Version version) {
    /** Published whatever was published before. */
    public static final Conditions NONE = new Conditions(null, null);

    /**
     * Place of a state in the publisher's own order.
     *
     * @param number from 1
     * @param epoch names a life of the publisher's numbers: one that differs from the last one's is newer, whatever the
     *     numbers; empty to compare the numbers alone
     */
    public record Version(long number, String epoch) {}
}
