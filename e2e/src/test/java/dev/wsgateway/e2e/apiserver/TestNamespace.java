package dev.wsgateway.e2e.apiserver;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;

/**
 * A namespace of one test, removed with all that is in it when the test ends, without waiting.
 *
 * @param kubectl with this namespace as the default
 * @param client the administrator's
 */
record TestNamespace(String name, Kubectl kubectl, KubernetesClient client) implements AutoCloseable {

    static TestNamespace create(ApiServer server, String name) {
        KubernetesClient client = server.admin();
        client.namespaces()
                .resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .endMetadata()
                        .build())
                .create();
        return new TestNamespace(name, server.kubectl().in(name), client);
    }

    @Override
    public void close() {
        client.namespaces().withName(name).delete();
    }
}
