package dev.wsgateway.gateway.history;

import org.jspecify.annotations.Nullable;

/**
 * Asks for past publications of a channel.
 *
 * @param limit how many at most; 0 for none, just where the channel is; below 0 for all
 * @param since behind, or in reverse before, which position; null for all. An empty epoch fits any
 * @param reverse newest first
 */
public record HistoryQuery(int limit, @Nullable Position since, boolean reverse) {
    String firstId() {
        return since == null || reverse ? "-" : "(" + since.offset() + "-0";
    }

    String lastId() {
        return since == null || !reverse ? "+" : "(" + since.offset() + "-0";
    }

    /** Whether a client with {@code since} would take what is read for what it lacks, though there is a hole before it. */
    boolean misses(Snapshot read) {
        if (since == null || since.epoch().isEmpty()) {
            return false;
        }
        if (!read.epochs().continues(since, read.top())) {
            return true;
        }
        if (reverse || limit == 0 || since.offset() == read.top()) {
            return false;
        }
        return read.since().isEmpty() || read.since().getFirst().offset() != since.offset() + 1;
    }
}
