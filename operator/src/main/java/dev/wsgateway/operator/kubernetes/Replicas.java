package dev.wsgateway.operator.kubernetes;

import dev.wsgateway.operator.plan.Plan;
import dev.wsgateway.operator.plan.Scaling;
import dev.wsgateway.operator.redis.RedisObservation;
import dev.wsgateway.operator.redis.RedisObservation.Available;
import dev.wsgateway.operator.scale.Decision;
import dev.wsgateway.redis.RedisNames;
import org.jspecify.annotations.Nullable;

/** How many pods there are to be, and which go where there are to be fewer. */
final class Replicas {
    private final RedisEventSource redis;
    private final EmptiestFirst emptiestFirst;

    Replicas(RedisEventSource redis, EmptiestFirst emptiestFirst) {
        this.redis = redis;
        this.emptiestFirst = emptiestFirst;
    }

    /**
     * A plan with the number of pods that the connections need.
     *
     * @param before pods that there were to be until now; null where there is no Deployment
     * @param decision null where the spec says how many there are to be
     */
    record Scaled(
            Plan plan, @Nullable Integer before, @Nullable Decision decision) {
        /** Whether the connections ask for another number than before. */
        boolean changed() {
            return decision != null && before != null && before != plan.replicas();
        }
    }

    /** Decides, and marks the emptiest pods where some are to go. */
    Scaled of(Plan plan, @Nullable Integer before, @Nullable RedisObservation seen) {
        RedisNames names =
                new RedisNames(plan.config().namespace(), plan.config().name());
        RedisObservation live = seen == null ? null : redis.watch().live(names, seen);
        Scaled scaled = scaled(names, plan, before, live);
        if (before != null && scaled.plan().replicas() < before && live instanceof Available available) {
            emptiestFirst.mark(plan, before - scaled.plan().replicas(), available.gateways());
        }
        return scaled;
    }

    private Scaled scaled(RedisNames names, Plan plan, @Nullable Integer before, @Nullable RedisObservation live) {
        Scaling scaling = plan.scaling();
        if (scaling == null) {
            redis.autoscaler().forget(names);
            return new Scaled(plan, before, null);
        }
        Decision decision = redis.autoscaler().decide(names, scaling, before == null ? scaling.min() : before, live);
        return new Scaled(plan.withReplicas(decision.replicas()), before, decision);
    }
}
