package dev.wsgateway.e2e.cluster;

import dev.wsgateway.api.v1alpha1.WebSocketGateway;
import dev.wsgateway.e2e.apiserver.Kubectl;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** {@code manifests/demo} in a namespace of its own: the sample, a Redis and three replicas of the demo backend. */
record Sample(RunningCluster cluster, String namespace) implements AutoCloseable {
    static final String API_KEY = "demo-api-key";

    /** The same objects, with this namespace in place of the one they name. */
    Sample apply() {
        cluster.kubectl().runWithInput(manifests(), "apply", "-f", "-").orFail();
        return this;
    }

    String manifests() {
        return cluster.kubectl()
                .run("kustomize", "../manifests/demo")
                .orFail()
                .out()
                .replace("namespace: wsgateway-demo\n", "namespace: " + namespace + "\n")
                .replace("name: wsgateway-demo\n", "name: " + namespace + "\n");
    }

    Sample awaitReady() {
        kubectl()
                .run("wait", "--for=condition=Ready", "wsg/chat", "--timeout=120s")
                .orFail();
        return this;
    }

    Sample awaitBackend() {
        rollout("backend");
        return this;
    }

    /** Waits until a Deployment's pods are of its present version and ready. */
    void rollout(String deployment) {
        kubectl()
                .run("rollout", "status", "deployment/" + deployment, "--timeout=180s")
                .orFail();
    }

    Kubectl kubectl() {
        return cluster.kubectl().in(namespace);
    }

    Resource<WebSocketGateway> gateway() {
        return cluster.client()
                .resources(WebSocketGateway.class)
                .inNamespace(namespace)
                .withName("chat");
    }

    /** The gateway pods that are ready and not on their way out. */
    List<Pod> pods() {
        return cluster
                .client()
                .pods()
                .inNamespace(namespace)
                .withLabel("app.kubernetes.io/component", "gateway")
                .list()
                .getItems()
                .stream()
                .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null && Readiness.isPodReady(pod))
                .toList();
    }

    List<String> podNames() {
        return pods().stream().map(pod -> pod.getMetadata().getName()).toList();
    }

    /** All pods of a Deployment or StatefulSet of the demo, by the name it gives them. */
    List<String> podNames(String name) {
        return kubectl()
                .run("get", "pods", "-l", "app.kubernetes.io/name=" + name, "-o", "jsonpath={.items[*].metadata.name}")
                .orFail()
                .out()
                .lines()
                .flatMap(line -> Stream.of(line.split(" ")))
                .toList();
    }

    /** The id of an object such as {@code service/chat}; empty while there is none. */
    String uid(String object) {
        return kubectl().run("get", object, "-o", "jsonpath={.metadata.uid}").out();
    }

    /** The configuration file as the gateways get it. */
    String configMap() {
        return kubectl()
                .run("get", "configmap", "chat", "-o", "jsonpath={.data}")
                .out();
    }

    /** Asks for an eviction, as `kubectl drain` does; whether it is granted. */
    boolean evict(Pod pod) {
        try {
            return cluster.client().pods().resource(pod).evict();
        } catch (KubernetesClientException e) {
            if (e.getCode() == 429) {
                return false;
            }
            throw e;
        }
    }

    /** What redis-cli prints for a command. */
    String redis(String... command) {
        List<String> call = new ArrayList<>(List.of("exec", "redis-0", "--", "redis-cli"));
        call.addAll(List.of(command));
        return kubectl().run(call.toArray(String[]::new)).orFail().out().strip();
    }

    String websocketUrl() {
        return "ws://chat." + namespace + ".svc:8001/connection/websocket";
    }

    String apiUrl() {
        return "http://chat-api." + namespace + ".svc:9001/api";
    }

    /** Has the namespace removed, without waiting for it. */
    @Override
    public void close() {
        cluster.client().namespaces().withName(namespace).delete();
    }
}
