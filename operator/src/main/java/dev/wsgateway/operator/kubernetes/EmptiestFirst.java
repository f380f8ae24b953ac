package dev.wsgateway.operator.kubernetes;

import dev.wsgateway.operator.plan.Plan;
import dev.wsgateway.operator.redis.GatewayLoad;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the pods with the fewest connections go first when there are to be fewer pods (Kubernetes, "Pod deletion cost"). Only
 * then is anything written.
 */
final class EmptiestFirst {
    private static final Logger LOG = LoggerFactory.getLogger(EmptiestFirst.class);
    private static final String COST = "controller.kubernetes.io/pod-deletion-cost";
    private static final String FIRST = "-1";
    private static final String USUAL = "0";

    private final KubernetesClient client;

    EmptiestFirst(KubernetesClient client) {
        this.client = client;
    }

    /** Marks as many pods as are to go. One that cannot be marked is logged: then another one goes. */
    void mark(Plan plan, int number, List<GatewayLoad> loads) {
        try {
            List<Pod> pods = client.pods()
                    .inNamespace(plan.config().namespace())
                    .withLabelSelector(plan.selector())
                    .list()
                    .getItems();
            Map<String, Long> connections = new HashMap<>();
            loads.forEach(load -> connections.put(load.node(), load.connections()));
            Set<String> first = pods.stream()
                    .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
                    .map(pod -> pod.getMetadata().getName())
                    .sorted(Comparator.comparingLong((String name) -> connections.getOrDefault(name, 0L))
                            .thenComparing(Comparator.naturalOrder()))
                    .limit(number)
                    .collect(Collectors.toSet());
            pods.forEach(pod -> mark(pod, first.contains(pod.getMetadata().getName()) ? FIRST : USUAL));
        } catch (KubernetesClientException e) {
            LOG.atWarn()
                    .addKeyValue("namespace", plan.config().namespace())
                    .addKeyValue("name", plan.config().name())
                    .addKeyValue("error", e.getMessage())
                    .log("The emptiest pods could not be marked");
        }
    }

    private void mark(Pod pod, String cost) {
        Map<String, String> annotations = pod.getMetadata().getAnnotations();
        String before = annotations == null ? USUAL : annotations.getOrDefault(COST, USUAL);
        if (!cost.equals(before)) {
            // By the object, not by its name: the latter reads it first.
            client.resource(pod)
                    .patch(
                            PatchContext.of(PatchType.JSON_MERGE),
                            "{\"metadata\":{\"annotations\":{\"" + COST + "\":\"" + cost + "\"}}}");
        }
    }
}
