package dev.wsgateway.e2e.apiserver;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Stands in for the one part that is missing, a node: says of every Pod of a namespace that it runs and is ready, until it
 * is closed. What follows from that (ReplicaSets, roll-outs, the Deployment's status) is the controller manager's work.
 */
final class ReadyPods implements AutoCloseable {
    private final SharedIndexInformer<Pod> informer;

    ReadyPods(TestNamespace namespace) {
        informer = namespace.client().pods().inNamespace(namespace.name()).inform(new ResourceEventHandler<>() {
            @Override
            public void onAdd(Pod pod) {
                namespace.client().pods().resource(ready(pod)).patchStatus();
            }

            @Override
            public void onUpdate(Pod before, Pod after) {}

            @Override
            public void onDelete(Pod pod, boolean unknown) {}
        });
    }

    private static Pod ready(Pod pod) {
        return new PodBuilder(pod)
                .editOrNewStatus()
                .withPhase("Running")
                .addNewCondition()
                .withType("Ready")
                .withStatus("True")
                .withLastTransitionTime(
                        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString())
                .endCondition()
                .endStatus()
                .build();
    }

    @Override
    public void close() {
        informer.close();
    }
}
