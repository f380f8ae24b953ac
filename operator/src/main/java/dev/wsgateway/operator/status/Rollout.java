package dev.wsgateway.operator.status;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentCondition;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** How far the pods are, read as {@code kubectl rollout status} does. */
record Rollout(int desired, int replicas, int updated, int available, int ready, boolean observed, boolean failed) {

    static Rollout of(@Nullable Deployment deployment, int desired) {
        if (deployment == null || deployment.getStatus() == null) {
            return new Rollout(desired, 0, 0, 0, 0, false, false);
        }
        DeploymentStatus status = deployment.getStatus();
        return new Rollout(
                desired,
                number(status.getReplicas()),
                number(status.getUpdatedReplicas()),
                number(status.getAvailableReplicas()),
                number(status.getReadyReplicas()),
                Objects.equals(
                        status.getObservedGeneration(), deployment.getMetadata().getGeneration()),
                status.getConditions().stream().anyMatch(Rollout::exceededItsDeadline));
    }

    boolean complete() {
        return observed && updated >= desired && replicas == desired && available >= desired;
    }

    boolean served() {
        return observed && available >= desired;
    }

    String progress() {
        return ready + " of " + desired + " pods are ready, " + updated + " of them of the current version";
    }

    private static boolean exceededItsDeadline(DeploymentCondition condition) {
        return "Progressing".equals(condition.getType()) && "ProgressDeadlineExceeded".equals(condition.getReason());
    }

    private static int number(@Nullable Integer number) {
        return number == null ? 0 : number;
    }
}
