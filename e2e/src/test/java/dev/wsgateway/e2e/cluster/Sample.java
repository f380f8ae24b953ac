package dev.wsgateway.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wsgateway.api.v1alpha1.WebSocketGateway;
import dev.wsgateway.e2e.apiserver.Kubectl;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The gateway {@code chat} of {@code manifests/samples} in a namespace, with a drain that takes seconds. */
record Sample(RunningCluster cluster, String namespace) implements AutoCloseable {
    static final String API_KEY = "demo-api-key";

    /** {@code manifests/demo}: the gateway with a Redis and three replicas of the demo backend. */
    static Sample whole(RunningCluster cluster, String namespace) {
        Sample sample = new Sample(cluster, namespace);
        sample.apply("resources: [../../../../manifests/demo]", "");
        return sample;
    }

    /** Another gateway of the same name, of one replica, with nothing beside it. */
    Sample beside(String otherNamespace, String redisUrl) {
        Sample other = new Sample(cluster, otherNamespace);
        other.apply("resources: [namespace.yaml, ../../../../manifests/samples]", """
                    - {op: replace, path: /spec/replicas, value: 1}
                    - {op: replace, path: /spec/redis/url, value: "%s"}
                    - {op: remove, path: /metadata/annotations}
                """.formatted(redisUrl));
        return other;
    }

    private void apply(String resources, String patch) {
        Path directory = Path.of("target", "manifests", namespace);
        try {
            Files.createDirectories(directory);
            Files.writeString(directory.resolve("namespace.yaml"), """
                    apiVersion: v1
                    kind: Namespace
                    metadata:
                      name: %s
                      labels: {pod-security.kubernetes.io/enforce: restricted}
                    """.formatted(namespace));
            Files.writeString(directory.resolve("kustomization.yaml"), """
                    namespace: %s
                    %s
                    patches:
                    - target: {kind: WebSocketGateway}
                      patch: |
                        - {op: add, path: /spec/drain, value: {period: 2s}}
                    %s""".formatted(namespace, resources, patch));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        cluster.kubectl().run("apply", "-k", directory.toString()).orFail();
    }

    /** Where the gateway's Redis is, seen from other namespaces. */
    String redisUrl() {
        return "redis://redis." + namespace + ":6379";
    }

    Sample awaitReady() {
        kubectl()
                .run("wait", "--for=condition=Ready", "wsg/chat", "--timeout=120s")
                .orFail();
        return this;
    }

    Sample awaitBackend() {
        kubectl()
                .run("rollout", "status", "deployment/backend", "--timeout=180s")
                .orFail();
        return this;
    }

    Kubectl kubectl() {
        return cluster.kubectl().in(namespace);
    }

    void scale(int replicas) {
        kubectl().run("scale", "wsg/chat", "--replicas=" + replicas).orFail();
    }

    /** Changes the gateway by a JSON merge patch. */
    void patch(String patch) {
        kubectl().run("patch", "wsg/chat", "--type=merge", "-p", patch).orFail();
    }

    Resource<WebSocketGateway> gateway() {
        return cluster.client()
                .resources(WebSocketGateway.class)
                .inNamespace(namespace)
                .withName("chat");
    }

    /** The gateway pods, those on their way out as well. */
    List<Pod> allPods() {
        return cluster.client()
                .pods()
                .inNamespace(namespace)
                .withLabel("app.kubernetes.io/component", "gateway")
                .list()
                .getItems();
    }

    /** Waits until so many pods serve, and those that are not wanted any more have moved their clients and ended. */
    void awaitSettled(int replicas) {
        await("gateway pods have settled").atMost(Duration.ofMinutes(2)).untilAsserted(() -> {
            assertThat(allPods()).hasSize(replicas);
            assertThat(pods()).hasSize(replicas);
        });
    }

    /** The gateway pods that are ready and not on their way out. */
    List<Pod> pods() {
        return allPods().stream()
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
