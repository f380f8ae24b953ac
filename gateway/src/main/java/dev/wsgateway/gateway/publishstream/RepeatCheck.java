package dev.wsgateway.gateway.publishstream;

import dev.wsgateway.gateway.redis.EntryIds;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/**
 * Tells an entry that may have been published before, by an earlier owner or in an attempt whose outcome is not known,
 * from one that can't have been. An id of the second kind that was published nevertheless was given out twice by Redis. One
 * thread.
 */
final class RepeatCheck {
    private final Set<String> unfinished = new HashSet<>();
    private String ofEarlierOwners = "";
    private String tried = "0-0";

    /** Notes the id of the last entry that an earlier owner can have read; only the first call counts. */
    void begin(String last) {
        ofEarlierOwners = ofEarlierOwners.isEmpty() ? last : ofEarlierOwners;
    }

    boolean mayBeRepeated(String id) {
        return unfinished.contains(id) || (!EntryIds.isLater(id, ofEarlierOwners) && EntryIds.isLater(id, tried));
    }

    /** Notes what is being published, in the order of the ids. */
    void tried(Collection<String> ids) {
        unfinished.clear();
        unfinished.addAll(ids);
        ids.forEach(id -> tried = EntryIds.isLater(id, tried) ? id : tried);
    }

    /** Notes what will not be read again. */
    void removed(Collection<String> ids) {
        unfinished.removeAll(ids);
    }
}
