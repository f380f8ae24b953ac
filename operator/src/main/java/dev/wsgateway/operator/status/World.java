package dev.wsgateway.operator.status;

import dev.wsgateway.operator.plan.Plan;
import dev.wsgateway.operator.redis.RedisObservation;
import dev.wsgateway.operator.scale.Decision;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that a status is made from.
 *
 * @param generation generation of the spec that was planned
 * @param secrets Secret files that are missing
 * @param redis null where Redis could not even be asked, because its own Secrets are missing
 * @param apply objects that could not be applied
 * @param deployment as the cluster has it; null where it is not there
 * @param scaling what was decided on the number of pods; null where the spec says it
 */
public record World(
        long generation,
        Plan plan,
        List<SecretProblem> secrets,
        @Nullable RedisObservation redis,
        List<ApplyProblem> apply,
        @Nullable Deployment deployment,
        @Nullable Decision scaling) {
    public World {
        secrets = List.copyOf(secrets);
        apply = List.copyOf(apply);
    }
}
