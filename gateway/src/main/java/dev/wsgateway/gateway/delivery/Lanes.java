package dev.wsgateway.gateway.delivery;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which entries a worker has taken on, by their key: of each key one is delivered at a time, the others wait for it in the
 * order in which they came. It holds ids, never bodies. One thread.
 */
final class Lanes {
    private final Map<String, Lane> byKey = new HashMap<>();
    private final Set<EntryRef> known = new HashSet<>();
    private final Queue<Lane> ready = new ArrayDeque<>();
    private final PriorityQueue<Due> delayed = new PriorityQueue<>();
    private int crowd = Integer.MAX_VALUE;
    private int crowded;

    private record Due(long nanos, Lane lane) implements Comparable<Due> {
        @Override
        public int compareTo(Due other) {
            return Long.signum(nanos - other.nanos);
        }
    }

    /** Number of entries. */
    int size() {
        return known.size();
    }

    /** Whether an entry is among them. */
    boolean knows(EntryRef ref) {
        return known.contains(ref);
    }

    /** Takes an entry on; its lane where its turn is now, null where it has to wait. */
    @Nullable
    Lane add(EntryRef ref, String key, int deliveries) {
        known.add(ref);
        Lane lane = byKey.get(key);
        boolean first = lane == null;
        if (lane == null) {
            lane = new Lane(key);
            byKey.put(key, lane);
        }
        lane.add(new Lane.Entry(ref, deliveries));
        if (lane.waiting() == crowd) {
            crowded++;
        }
        return first ? lane : null;
    }

    /** Has a lane's head delivered as soon as there is room. */
    void ready(Lane lane) {
        ready.add(lane);
    }

    /** Has a lane's head delivered again at some time. */
    void delay(Lane lane, long untilNanos) {
        delayed.add(new Due(untilNanos, lane));
    }

    /** A lane whose head may be delivered now; null where there is none. */
    @Nullable
    Lane poll(long nowNanos) {
        Due due = delayed.peek();
        while (due != null && due.nanos() - nowNanos <= 0) {
            ready.add(due.lane());
            delayed.remove();
            due = delayed.peek();
        }
        return ready.poll();
    }

    /** Whether some lane's turn is now. */
    boolean hasReady() {
        return !ready.isEmpty();
    }

    /** When the next lane is due; null where none waits for a time. */
    @Nullable
    Long nextDue() {
        Due due = delayed.peek();
        return due == null ? null : due.nanos();
    }

    /** Lets a lane's head go, and makes the one behind it ready. */
    void finish(Lane lane) {
        known.remove(lane.head().ref());
        if (lane.waiting() == crowd) {
            crowded--;
        }
        if (lane.advance()) {
            ready.add(lane);
        } else {
            byKey.remove(lane.key());
        }
    }

    /** Number of keys whose head waits for another attempt. */
    int blocked() {
        return delayed.size();
    }

    /**
     * Whether behind some key's head as many wait as may.
     *
     * @param limit how many that is
     */
    boolean isCrowded(int limit) {
        if (limit != crowd) {
            crowd = limit;
            crowded = (int) byKey.values().stream()
                    .filter(lane -> lane.waiting() >= limit)
                    .count();
        }
        return crowded > 0;
    }

    /** Forgets all. */
    void clear() {
        byKey.clear();
        known.clear();
        ready.clear();
        delayed.clear();
        crowded = 0;
    }
}
