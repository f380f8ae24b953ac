package dev.wsgateway.operator.kubernetes;

import dev.wsgateway.operator.plan.Plan;
import dev.wsgateway.operator.plan.SecretValues;
import dev.wsgateway.redis.PartitionLayout;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import java.util.Map;

/** What one reconciliation is about, on its way to the dependents through the context. */
record Desired(Plan plan, SecretValues secrets, Map<String, PartitionLayout> layouts) {

    static Desired in(Context<?> context) {
        return context.managedWorkflowAndDependentResourceContext().getMandatory(Desired.class, Desired.class);
    }

    void putInto(Context<?> context) {
        context.managedWorkflowAndDependentResourceContext().put(Desired.class, this);
    }
}
