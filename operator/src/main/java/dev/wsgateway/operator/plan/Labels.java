package dev.wsgateway.operator.plan;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.Map;
import java.util.TreeMap;

/** Labels of the objects of a custom resource (Kubernetes documentation, "Recommended Labels"). */
public final class Labels {
    static final String NAME = "app.kubernetes.io/name";
    static final String INSTANCE = "app.kubernetes.io/instance";
    static final String COMPONENT = "app.kubernetes.io/component";
    static final String MANAGED_BY = "app.kubernetes.io/managed-by";

    /** Selects every object that the operator made, and nothing else. */
    public static final String OWNED_BY_OPERATOR = MANAGED_BY + "=wsgateway-operator";

    /** Selects what users made. */
    public static final String NOT_OWNED_BY_OPERATOR = MANAGED_BY + "!=wsgateway-operator";

    private Labels() {}

    /** The labels that select the gateway pods; they never change, as a Deployment's selector cannot. */
    static Map<String, String> selector(String instance) {
        return new TreeMap<>(Map.of(NAME, "wsgateway", INSTANCE, instance, COMPONENT, "gateway"));
    }

    static Map<String, String> all(String instance) {
        Map<String, String> labels = selector(instance);
        labels.put(MANAGED_BY, "wsgateway-operator");
        return labels;
    }

    static ObjectMeta metadata(String namespace, String name, String instance) {
        return new ObjectMetaBuilder()
                .withNamespace(namespace)
                .withName(name)
                .withLabels(all(instance))
                .build();
    }
}
