package dev.wsgateway.gateway.lease;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Who is alive, by the beats that this process has seen. It goes by this process's monotonic clock only: a member is
 * dead when its beat was seen unchanged for {@link #LEASE}, looked at without a gap. So neither a clock that jumps nor a
 * Redis that was away makes a living member look dead. Any thread.
 */
final class Roster {
    /** How long an ownership lasts after the owner's last beat. */
    static final Duration LEASE = Duration.ofSeconds(5);

    /** Looks further apart than this say nothing of what was in between. */
    static final Duration MAX_GAP = Duration.ofSeconds(3);

    private record Seen(@Nullable String beat, long sinceNanos) {}

    private final Map<String, Seen> all = new HashMap<>();
    private long lastLook;
    private boolean looked;

    /**
     * Notes the beats that Redis has.
     *
     * @param beats the latest of each member
     * @param now nanoseconds of the monotonic clock
     */
    synchronized void look(Map<String, String> beats, long now) {
        boolean gap = !looked || now - lastLook > MAX_GAP.toNanos();
        looked = true;
        lastLook = now;
        if (gap) {
            all.replaceAll((member, seen) -> new Seen(seen.beat(), now));
        }
        beats.forEach((member, beat) ->
                all.merge(member, new Seen(beat, now), (old, fresh) -> beat.equals(old.beat()) ? old : fresh));
        all.replaceAll((member, seen) -> beats.containsKey(member) ? seen : new Seen(null, seen.sinceNanos()));
        all.values().removeIf(seen -> seen.beat() == null && now - seen.sinceNanos() > 10 * LEASE.toNanos());
    }

    /** The members that are there and not dead. */
    synchronized SortedSet<String> alive() {
        SortedSet<String> alive = new TreeSet<>();
        all.forEach((member, seen) -> {
            if (seen.beat() != null && !expired(seen)) {
                alive.add(member);
            }
        });
        return alive;
    }

    /** The members that are still in Redis though they are dead, with their last beat. */
    synchronized Map<String, String> dead() {
        Map<String, String> dead = new HashMap<>();
        all.forEach((member, seen) -> {
            if (seen.beat() != null && expired(seen)) {
                dead.put(member, seen.beat());
            }
        });
        return dead;
    }

    /**
     * Whether what a member owned may be taken. One that is not in Redis may have left, may have been forgotten as dead by
     * another member, or may be alive, if Redis lost its beat: it is dead a lease after its last beat was seen.
     */
    synchronized boolean isDead(String member) {
        return expired(all.computeIfAbsent(member, unknown -> new Seen(null, lastLook)));
    }

    private boolean expired(Seen seen) {
        return lastLook - seen.sinceNanos() >= LEASE.toNanos();
    }
}
