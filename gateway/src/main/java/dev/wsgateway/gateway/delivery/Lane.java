package dev.wsgateway.gateway.delivery;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;

/** The entries of one key: one that is being delivered, and the ids of those behind it. One thread. */
final class Lane {
    private final String key;
    private final Deque<Entry> entries = new ArrayDeque<>();
    private int failures;
    private int before;
    private String lastReason = "";

    /**
     * An entry, without its body.
     *
     * @param deliveries that were begun and counted
     */
    record Entry(EntryRef ref, int deliveries) {}

    Lane(String key) {
        this.key = key;
    }

    String key() {
        return key;
    }

    /** The entry that is being delivered. */
    Entry head() {
        return Objects.requireNonNull(entries.peek(), "a lane is never empty");
    }

    /** Number of entries that wait behind it. */
    int waiting() {
        return entries.size() - 1;
    }

    /** Failures of the head in a row, since this worker has it. */
    int failures() {
        return failures;
    }

    /** Why the head's last delivery failed; empty where none has. */
    String lastReason() {
        return lastReason;
    }

    /** Deliveries of the head before it was a dead letter. */
    int before() {
        return before;
    }

    /** Notes what {@link #before} tells. */
    void before(int deliveries) {
        before = deliveries;
    }

    void add(Entry entry) {
        entries.add(entry);
    }

    /** Notes that the head is delivered for the so-manieth time. */
    void delivering(int delivery) {
        EntryRef ref = entries.remove().ref();
        entries.addFirst(new Entry(ref, delivery));
    }

    /** Notes that the head's delivery failed. */
    void failed(String reason) {
        failures++;
        lastReason = reason;
    }

    /** Takes the head away; false where none is behind it. */
    boolean advance() {
        entries.remove();
        failures = 0;
        before = 0;
        lastReason = "";
        return !entries.isEmpty();
    }
}
