package dev.wsgateway.e2e.chaos.faults;

import dev.wsgateway.e2e.chaos.faults.Fault.Kind;
import dev.wsgateway.e2e.chaos.faults.Fault.Track;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/** Draws the faults of one run: those of one kind of part alone, or of several together. */
public final class Faults {
    private static final long FIRST = 1_000;
    /** Without new faults, so that what is to come back does so while something is published. */
    private static final int QUIET_END = 4_000;

    private final RandomGenerator random;
    private final long millis;
    private final int gateways;
    private final List<Kind> kinds;
    private final int longest;

    /**
     * Draws from a source that is used up by it.
     *
     * @param millis how long there is work
     * @param kinds what may happen
     * @param longest how long a fault lasts at most, about, in milliseconds
     */
    public Faults(RandomGenerator random, long millis, int gateways, List<Kind> kinds, int longest) {
        this.random = random;
        this.millis = millis;
        this.gateways = gateways;
        this.kinds = kinds;
        this.longest = longest;
    }

    /**
     * The faults, in their order.
     *
     * @param certain tracks on which something happens in any case
     */
    public List<Fault> draw(Set<Track> certain) {
        List<Fault> all = new ArrayList<>();
        for (Track track : tracks(certain)) {
            long at = FIRST + random.nextInt(3_000);
            while (at < millis - QUIET_END) {
                Fault fault = fault(track, at);
                all.add(fault);
                at += fault.millis() + 300 + random.nextInt(4_000);
            }
        }
        all.sort(Comparator.comparingLong(Fault::at));
        return List.copyOf(all);
    }

    private Set<Track> tracks(Set<Track> certain) {
        Set<Track> tracks = EnumSet.noneOf(Track.class);
        tracks.addAll(certain);
        List<Track> all =
                kinds.stream().map(kind -> kind.track).distinct().sorted().toList();
        int wanted = Math.min(all.size(), tracks.size() + 1 + random.nextInt(all.size() - 1));
        while (tracks.size() < wanted) {
            tracks.add(all.get(random.nextInt(all.size())));
        }
        return tracks;
    }

    private Fault fault(Track track, long at) {
        List<Kind> ofTrack = kinds.stream().filter(kind -> kind.track == track).toList();
        Kind kind = ofTrack.get(random.nextInt(ofTrack.size()));
        return new Fault(at, length(kind), kind, random.nextInt(gateways), amount(kind));
    }

    private int length(Kind kind) {
        return switch (kind) {
            case RECONNECT_CLIENTS, PROMOTE, PROMOTE_LAGGING, FLUSH_GROUP, KILL_CONSUMERS -> 0;
            case SLOW_READERS, JUMP_CLOCK -> 1_000 + random.nextInt(6_000);
            default -> 100 + random.nextInt(random.nextBoolean() ? 1_000 : longest);
        };
    }

    private int amount(Kind kind) {
        return switch (kind) {
            case LOSE_TAIL, PROMOTE_LAGGING -> 50 + random.nextInt(2_000);
            case SLOW_REDIS_LINK, SLOW_CLIENT_LINK -> 5 + random.nextInt(100);
            case RECONNECT_CLIENTS, SLOW_READERS, KILL_CONSUMERS, PAUSE_CONSUMERS -> 10 + random.nextInt(90);
            // Less than the hour for which idempotency keys and histories are kept.
            case JUMP_CLOCK -> random.nextInt(4_000) - 2_000;
            case FLUSH_GROUP -> random.nextInt(100);
            default -> 0;
        };
    }
}
