package dev.wsgateway.operator.kubernetes;

import dev.wsgateway.operator.plan.Plan;
import dev.wsgateway.operator.plan.SecretValues;
import io.javaoperatorsdk.operator.api.reconciler.Context;

/** What one reconciliation is about, on its way to the dependents through the context. */
record Desired(Plan plan, SecretValues secrets) {

    static Desired in(Context<?> context) {
        return context.managedWorkflowAndDependentResourceContext().getMandatory(Desired.class, Desired.class);
    }

    void putInto(Context<?> context) {
        context.managedWorkflowAndDependentResourceContext().put(Desired.class, this);
    }
}
