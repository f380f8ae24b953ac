package dev.wsgateway.operator.scale;

import dev.wsgateway.operator.plan.Scaling;
import dev.wsgateway.operator.redis.GatewayLoad;
import dev.wsgateway.operator.scale.Decision.Why;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The pods of one gateway over time. Out at once; in by a tenth at a time, once the most that was needed within the window
 * is less than what there is, and not before those of the step before are drained. Not for concurrent use.
 */
final class Scale {
    /** Clients that move are counted at two gateways for some seconds, so while some move this many more are none. */
    private static final double MOVING = 1.1;

    private record Need(Instant at, int replicas) {}

    private final Deque<Need> needs = new ArrayDeque<>();
    private final Instant since;
    private Instant nextStep = Instant.MIN;
    private int replicas;

    /**
     * Begins to watch.
     *
     * @param replicas the pods that there should be until now
     */
    Scale(int replicas, Instant now) {
        this.replicas = replicas;
        this.since = now;
    }

    /** What was decided last. */
    int replicas() {
        return replicas;
    }

    /** As many as there were, within the bounds: what the pods have is not known. */
    Decision keep(Scaling scaling) {
        replicas = scaling.bounded(replicas);
        return new Decision(replicas, Why.UNKNOWN);
    }

    Decision decide(Scaling scaling, List<GatewayLoad> gateways, Instant now) {
        replicas = scaling.bounded(replicas);
        long connections = gateways.stream().mapToLong(GatewayLoad::connections).sum();
        boolean moving = gateways.stream().anyMatch(GatewayLoad::ends);
        long needed = needed(moving ? (long) (connections / MOVING) : connections, scaling);
        int most = remember(scaling.bounded(needed), now, scaling.window());
        if (needed > scaling.max()) {
            replicas = scaling.max();
            return new Decision(replicas, Why.MAXIMUM);
        }
        if (needed > replicas) {
            replicas = (int) needed;
        }
        boolean allReport = gateways.stream().filter(load -> !load.ends()).count() >= replicas;
        boolean windowIsOver = !now.isBefore(since.plus(scaling.window()));
        if (allReport && !moving && windowIsOver && most < replicas && !now.isBefore(nextStep)) {
            replicas = Math.max(most, replicas - Math.max(1, replicas / 10));
            nextStep = now.plus(scaling.step());
            return new Decision(replicas, Why.CONNECTIONS);
        }
        return new Decision(replicas, allReport ? Why.CONNECTIONS : Why.UNKNOWN);
    }

    private static long needed(long connections, Scaling scaling) {
        return (connections + scaling.target() - 1) / scaling.target();
    }

    /** Gives the most that was needed within the window. */
    private int remember(int needed, Instant now, Duration window) {
        Instant oldest = now.minus(window);
        while (!needs.isEmpty() && needs.getFirst().at().isBefore(oldest)) {
            needs.removeFirst();
        }
        // What is not above a later one never decides, and so the memory stays small.
        while (!needs.isEmpty() && needs.getLast().replicas() <= needed) {
            needs.removeLast();
        }
        needs.addLast(new Need(now, needed));
        return needs.getFirst().replicas();
    }
}
