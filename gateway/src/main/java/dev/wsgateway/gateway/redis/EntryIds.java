package dev.wsgateway.gateway.redis;

/** The order of the ids of stream entries, {@code MILLISECONDS-SEQUENCE}; both are unsigned 64-bit numbers. */
public final class EntryIds {
    private EntryIds() {}

    /** Whether an id is behind another one. */
    public static boolean isLater(String id, String other) {
        int dash = id.indexOf('-');
        int otherDash = other.indexOf('-');
        int time = compare(id.substring(0, dash), other.substring(0, otherDash));
        return time != 0 ? time > 0 : compare(id.substring(dash + 1), other.substring(otherDash + 1)) > 0;
    }

    private static int compare(String number, String other) {
        return Long.compareUnsigned(Long.parseUnsignedLong(number), Long.parseUnsignedLong(other));
    }
}
