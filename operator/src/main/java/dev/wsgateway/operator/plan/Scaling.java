package dev.wsgateway.operator.plan;

import dev.wsgateway.api.v1alpha1.Autoscaling;
import dev.wsgateway.api.v1alpha1.WebSocketGatewaySpec;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What {@code spec.autoscaling} asks for.
 *
 * @param min fewest pods
 * @param max most pods
 * @param target connections that a pod should have on average
 * @param window how long fewer pods must have been enough before one goes
 * @param step least time from one scale-in to the next
 */
public record Scaling(int min, int max, long target, Duration window, Duration step) {

    static @Nullable Scaling of(WebSocketGatewaySpec spec) {
        Autoscaling autoscaling = spec.autoscaling();
        return autoscaling == null
                ? null
                : new Scaling(
                        autoscaling.minReplicas(),
                        autoscaling.maxReplicas(),
                        autoscaling.targetConnections(),
                        ConfigPlan.duration(autoscaling.stabilizationWindow()),
                        ConfigPlan.duration(spec.drain().period()));
    }

    /** The number within the bounds that is next to this one. */
    public int bounded(long replicas) {
        return Math.clamp(replicas, min, max);
    }
}
