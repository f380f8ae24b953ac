package dev.wsgateway.e2e.chaos.broadcast;

import dev.wsgateway.e2e.chaos.history.Event;
import dev.wsgateway.e2e.chaos.history.Findings;
import dev.wsgateway.e2e.chaos.history.Message;
import dev.wsgateway.e2e.chaos.history.Violation.Kind;
import java.util.HashMap;
import java.util.Map;

/**
 * What came before what in a channel, as all who saw some of it say. When Redis forgets the end of what it had, offsets
 * are given out again; but a publication came behind one other and no second one. Who saw it behind another one lacks
 * something, or has something that is gone, and was not told.
 */
final class Lineage {
    private record Claim(long offset, Message before, String source) {}

    private record Place(String epoch, long offset) {}

    private final String channel;
    private final Findings findings;
    private final Map<Message, Long> offsets = new HashMap<>();
    private final Map<Message, Claim> claims = new HashMap<>();
    private final Map<Place, Message> taken = new HashMap<>();

    Lineage(String channel, Findings findings) {
        this.channel = channel;
        this.findings = findings;
    }

    /** Somebody saw a publication at an offset. */
    void at(long offset, Message message, String source) {
        Long other = offsets.putIfAbsent(message, offset);
        if (other != null && other != offset) {
            findings.add(
                    Kind.DUPLICATED,
                    channel + ": " + message + " is at " + other + ", and at " + offset + " says " + source);
        }
    }

    /** Somebody saw a publication directly behind another one, without having been told of a gap. */
    void behind(Event.Entry entry, Message before, String source) {
        Claim first = claims.putIfAbsent(entry.message(), new Claim(entry.offset(), before, source));
        if (first != null && first.offset() == entry.offset() && !first.before().equals(before)) {
            findings.add(
                    Kind.GAP_NOT_ANNOUNCED,
                    channel + ": behind " + before + " came " + entry.message() + " (" + entry.offset() + "), says "
                            + source + "; behind " + first.before() + ", says " + first.source());
        }
    }

    /** Redis gave out an offset of an epoch for a publication that was tried once. */
    void answered(String epoch, long offset, Message message) {
        at(offset, message, "its answer");
        Message other = taken.put(new Place(epoch, offset), message);
        if (other != null) {
            findings.add(
                    Kind.GAP_NOT_ANNOUNCED,
                    channel + ": offset " + offset + " of epoch " + epoch + " was given to " + other + " and to "
                            + message);
        }
        Message before = taken.get(new Place(epoch, offset - 1));
        if (before != null) {
            behind(new Event.Entry(offset, message), before, "the answers");
        }
        Message after = taken.get(new Place(epoch, offset + 1));
        if (after != null) {
            behind(new Event.Entry(offset + 1, after), message, "the answers");
        }
    }
}
