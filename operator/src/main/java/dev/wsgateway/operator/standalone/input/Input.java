package dev.wsgateway.operator.standalone.input;

import dev.wsgateway.operator.plan.Plan;
import dev.wsgateway.operator.plan.SecretValues;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is to run.
 *
 * @param replicas number of gateways
 * @param plan what the custom resource leads to
 * @param secrets the bytes of the plan's Secret files
 * @param demo the demo backend that the custom resource asks for, or null
 * @param ignored documents that standalone has no use for, such as {@code Deployment/shop}
 */
public record Input(
        int replicas,
        Plan plan,
        SecretValues secrets,
        @Nullable DemoBackend demo,
        List<String> ignored) {
    public Input {
        ignored = List.copyOf(ignored);
    }

    /** The name that the gateways and everything they have in Redis carry: {@code NAMESPACE/NAME}. */
    public String name() {
        return plan.config().namespace() + "/" + plan.config().name();
    }
}
