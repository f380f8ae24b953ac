package dev.wsgateway.e2e.chaos.broadcast;

import dev.wsgateway.e2e.chaos.broadcast.Fault.Kind;
import dev.wsgateway.e2e.chaos.broadcast.Fault.Track;
import dev.wsgateway.e2e.chaos.history.Event.Promise;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/** Draws the faults of one run: those of one kind of part alone, or of several together. */
final class Faults {
    private static final long FIRST = 1_000;
    /** Without new faults, so that what is to come back does so while something is published. */
    private static final int QUIET_END = 4_000;

    private final RandomGenerator random;
    private final long millis;
    private final int gateways;
    private final Promise promise;

    Faults(RandomGenerator random, long millis, int gateways, Promise promise) {
        this.random = random;
        this.millis = millis;
        this.gateways = gateways;
        this.promise = promise;
    }

    List<Fault> draw() {
        List<Fault> all = new ArrayList<>();
        for (Track track : tracks()) {
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

    private Set<Track> tracks() {
        Set<Track> tracks = EnumSet.noneOf(Track.class);
        if (promise == Promise.TOLD) {
            tracks.add(Track.REDIS);
        }
        List<Track> all = List.of(Track.values());
        int wanted = tracks.size() + 1 + random.nextInt(all.size() - 1);
        while (tracks.size() < wanted) {
            tracks.add(all.get(random.nextInt(all.size())));
        }
        return tracks;
    }

    private Fault fault(Track track, long at) {
        List<Kind> kinds = Arrays.stream(Kind.values())
                .filter(kind -> kind.track == track && (promise == Promise.TOLD || !kind.forgets))
                .toList();
        Kind kind = kinds.get(random.nextInt(kinds.size()));
        return new Fault(at, length(kind), kind, random.nextInt(gateways), amount(kind));
    }

    private int length(Kind kind) {
        return switch (kind) {
            case RECONNECT_CLIENTS, PROMOTE, PROMOTE_LAGGING -> 0;
            case SLOW_READERS, JUMP_CLOCK -> 1_000 + random.nextInt(6_000);
            default -> 100 + random.nextInt(random.nextBoolean() ? 1_000 : 5_000);
        };
    }

    private int amount(Kind kind) {
        return switch (kind) {
            case LOSE_TAIL, PROMOTE_LAGGING -> 50 + random.nextInt(2_000);
            case SLOW_REDIS_LINK, SLOW_CLIENT_LINK -> 5 + random.nextInt(100);
            case RECONNECT_CLIENTS, SLOW_READERS -> 10 + random.nextInt(90);
            // Less than the hour for which idempotency keys and histories are kept.
            case JUMP_CLOCK -> random.nextInt(4_000) - 2_000;
            default -> 0;
        };
    }
}
