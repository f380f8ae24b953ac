package dev.wsgateway.e2e.chaos.inbound;

/** The id of an entry in a stream, in the order of the stream. */
record EntryId(long millis, long sequence) implements Comparable<EntryId> {
    /** Reads {@code MILLIS-SEQUENCE}. */
    static EntryId parse(String text) {
        int dash = text.indexOf('-');
        return new EntryId(Long.parseLong(text.substring(0, dash)), Long.parseLong(text.substring(dash + 1)));
    }

    @Override
    public int compareTo(EntryId other) {
        int byTime = Long.compare(millis, other.millis);
        return byTime != 0 ? byTime : Long.compare(sequence, other.sequence);
    }

    @Override
    public String toString() {
        return millis + "-" + sequence;
    }
}
