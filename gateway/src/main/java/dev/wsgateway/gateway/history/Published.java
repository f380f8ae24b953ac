package dev.wsgateway.gateway.history;

/**
 * What became of a publication.
 *
 * @param position its place in the channel, or, where it was not published, that of the channel's last one
 * @param outcome whether it was published
 */
public record Published(Position position, Outcome outcome) {

    /** Whether a publication was published; the order is that of the numbers which the publish script answers. */
    public enum Outcome {
        /** It was. */
        PUBLISHED,
        /** An earlier one had the same idempotency key; the position is that one's. */
        REPEATED,
        /** A version at least as new was published before. */
        STALE,
        /** Its key is new, and the channel remembers the versions of as many keys as it may. */
        TOO_MANY_KEYS
    }
}
