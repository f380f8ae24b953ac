package dev.wsgateway.operator.status;

import dev.wsgateway.operator.plan.Scaling;
import dev.wsgateway.operator.redis.RedisObservation.Available;
import dev.wsgateway.operator.scale.Decision.Why;
import java.util.Optional;

/** The condition about the number of pods, where it is not fixed. */
final class ScalingVerdict {
    private ScalingVerdict() {}

    static Optional<Verdict> of(World world) {
        Scaling scaling = world.plan().scaling();
        if (scaling == null || world.scaling() == null) {
            return Optional.empty();
        }
        ConditionType type = ConditionType.AUTOSCALED;
        // New pods don't report yet, which other conditions say.
        boolean comingUp = world.redis() instanceof Available
                && !Rollout.of(world.deployment(), world.plan().replicas()).complete();
        Why why = world.scaling().why();
        return Optional.of(
                switch (why == Why.UNKNOWN && comingUp ? Why.CONNECTIONS : why) {
                    case CONNECTIONS ->
                        new Verdict(
                                type,
                                true,
                                Reason.FOLLOWS_CONNECTIONS,
                                "from " + scaling.min() + " to " + scaling.max() + " pods, one for each "
                                        + scaling.target() + " connections");
                    case MAXIMUM ->
                        new Verdict(
                                type,
                                false,
                                Reason.AT_MAXIMUM,
                                "the connections need more than the " + scaling.max()
                                        + " pods that spec.autoscaling.maxReplicas allows: raise it, or"
                                        + " targetConnections");
                    case UNKNOWN ->
                        new Verdict(
                                type,
                                false,
                                Reason.CONNECTIONS_UNKNOWN,
                                "not every pod reports its connections, so no pod is taken away: look at Redis and"
                                        + " at the pods that are not ready");
                });
    }
}
