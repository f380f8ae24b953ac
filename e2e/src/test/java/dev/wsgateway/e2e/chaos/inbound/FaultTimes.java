package dev.wsgateway.e2e.chaos.inbound;

import dev.wsgateway.e2e.chaos.faults.Fault;
import dev.wsgateway.e2e.chaos.history.Event;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** When something was broken, or had only just been mended. */
final class FaultTimes {
    /** For so long after a fault something may still come of it: an ownership ends, a call that hangs is given up. */
    private static final long AFTERMATH_MILLIS = 5_000;

    private record Time(long from, long until) {}

    private final Set<Fault.Track> tracks;
    private final List<Time> times = new ArrayList<>();
    private final List<Long> flushes = new ArrayList<>();

    /**
     * The faults in a history that bear on something.
     *
     * @param tracks those that do
     */
    FaultTimes(List<Event> history, Set<Fault.Track> tracks) {
        this.tracks = tracks;
        Map<String, Long> open = new HashMap<>();
        for (Event event : history) {
            if (event instanceof Event.Fault fault) {
                take(fault, open);
            }
        }
        open.values().forEach(from -> times.add(new Time(from, Long.MAX_VALUE)));
    }

    private void take(Event.Fault fault, Map<String, Long> open) {
        String over = "over: ";
        if (fault.what().startsWith(over)) {
            Long from = open.remove(fault.what().substring(over.length()));
            if (from != null) {
                times.add(new Time(from, fault.at() + AFTERMATH_MILLIS));
            }
        } else if (fault.what().contains(" at ")) {
            Fault.Kind kind =
                    Fault.Kind.valueOf(fault.what().substring(0, fault.what().indexOf(' ')));
            if (tracks.contains(kind.track)) {
                open.put(kind.name(), fault.at());
            }
            if (kind == Fault.Kind.FLUSH_GROUP) {
                flushes.add(fault.at());
            }
        }
    }

    /** Whether something was broken, or had only just been mended, at some moment between two. */
    boolean touch(long from, long until) {
        return times.stream().anyMatch(time -> time.from() <= until && time.until() >= from);
    }

    /** How often some group had been deleted by then. */
    int flushesUntil(long at) {
        return (int) flushes.stream().filter(flush -> flush <= at).count();
    }
}
