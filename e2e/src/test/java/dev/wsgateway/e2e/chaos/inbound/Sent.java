package dev.wsgateway.e2e.chaos.inbound;

import dev.wsgateway.e2e.chaos.history.Event;
import dev.wsgateway.e2e.chaos.history.Findings;
import dev.wsgateway.e2e.chaos.history.InboundEvent;
import dev.wsgateway.e2e.chaos.history.Message;
import dev.wsgateway.e2e.chaos.history.Violation.Kind;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What clients sent, and which entries it became: one for each message, however often it was sent. */
final class Sent {
    private record Place(String key, Message message) {}

    private final Findings findings;
    private final Set<Place> tries = new HashSet<>();
    private final Map<Long, String> acknowledged = new TreeMap<>();
    /** Entry by message; filled at the beginning, from all that the history knows. */
    private final Map<Long, String> entries = new TreeMap<>();

    private final Map<String, NavigableMap<EntryId, Long>> byKey = new HashMap<>();
    private final Map<String, EntryId> latest = new HashMap<>();
    private final Map<Long, EntryId> floors = new HashMap<>();

    /** What was sent in a history, of which nothing is judged yet. */
    Sent(List<Event> history, Findings findings) {
        this.findings = findings;
        for (Event event : history) {
            if (event instanceof InboundEvent.Taken taken && taken.entry() != null) {
                know(taken.key(), taken.message(), taken.entry());
            } else if (event instanceof InboundEvent.Called called && called.message() != null) {
                know(called.key(), called.message(), called.entry());
            }
        }
    }

    private void know(String key, Message message, String entry) {
        if (entries.putIfAbsent(message.id(), entry) == null) {
            byKey.computeIfAbsent(key, name -> new TreeMap<>()).put(EntryId.parse(entry), message.id());
        }
    }

    /** Messages by their entries, of a key, in the order of the stream. */
    NavigableMap<EntryId, Long> ofKey(String key) {
        return byKey.getOrDefault(key, new TreeMap<>());
    }

    /** All messages that are known to have become entries, and which. */
    Map<Long, String> entries() {
        return entries;
    }

    /** Whether a client was told so. */
    boolean isAcknowledged(long message) {
        return acknowledged.containsKey(message);
    }

    void sending(InboundEvent.Sending event) {
        tries.add(new Place(event.key(), event.message()));
        EntryId before = latest.get(event.key());
        if (before != null && event.message().attempt() == 1) {
            floors.put(event.message().id(), before);
        }
    }

    void taken(InboundEvent.Taken event) {
        String entry = event.entry();
        if (entry == null) {
            return;
        }
        acknowledged.put(event.message().id(), entry);
        is(event.message(), entry, "the client was told " + entry);
        EntryId id = EntryId.parse(entry);
        EntryId floor = floors.get(event.message().id());
        if (floor != null && floor.compareTo(id) >= 0) {
            findings.add(
                    Kind.REORDERED,
                    event.message() + " of " + event.key() + " became " + id + ", though " + floor
                            + " was answered before it was sent");
        }
        latest.merge(event.key(), id, (one, other) -> one.compareTo(other) > 0 ? one : other);
    }

    /** Checks that a message is this entry and no other. */
    void is(Message message, String entry, String who) {
        String first = entries.getOrDefault(message.id(), entry);
        if (!first.equals(entry)) {
            findings.add(Kind.DUPLICATED, "message " + message + " is the entry " + first + ", and " + who);
        }
    }

    /** Checks that somebody sent this to this key. */
    boolean isSent(String key, @Nullable Message message) {
        return message != null && tries.contains(new Place(key, message));
    }
}
