package dev.wsgateway.e2e.apiserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.wsgateway.testing.redis.RedisServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The objects that the operator makes for a custom resource, and who may change what in them. */
@ExtendWith(OperatorExtension.class)
class OwnedObjectsIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ALL =
            "deployment,service,configmap,serviceaccount,poddisruptionbudget,secret --selector=app.kubernetes.io/managed-by=wsgateway-operator";
    private static RedisServer redis;

    @BeforeAll
    static void startRedis() {
        redis = RedisServer.started();
    }

    @AfterAll
    static void stopRedis() {
        redis.close();
    }

    @Test
    void areAllThereAndOwnedByTheCustomResource(TestNamespace namespace) {
        Chat chat = new Chat(namespace).apply(redis.url());
        String uid = chat.resource().get().getMetadata().getUid();

        soon(() -> assertThat(owned(namespace))
                .extracting(object -> object.path("kind").asText() + "/"
                        + object.at("/metadata/name").asText())
                .containsExactlyInAnyOrder(
                        "Deployment/chat",
                        "Service/chat",
                        "Service/chat-api",
                        "ConfigMap/chat",
                        "ServiceAccount/chat",
                        "PodDisruptionBudget/chat",
                        "Secret/chat-binding",
                        "Secret/chat-push"));
        assertThat(owned(namespace))
                .extracting(object -> object.at("/metadata/ownerReferences/0"))
                .allSatisfy(owner -> {
                    assertThat(owner.at("/uid").asText()).isEqualTo(uid);
                    assertThat(owner.at("/controller").asBoolean()).isTrue();
                });
    }

    @Test
    void goWithTheCustomResource(TestNamespace namespace) {
        new Chat(namespace).apply(redis.url());
        soon(() -> assertThat(owned(namespace)).hasSize(8));

        namespace.kubectl().run("delete", "wsg/chat", "--timeout=30s").orFail();

        soon(() -> assertThat(owned(namespace)).isEmpty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "deployment/chat",
                "service/chat",
                "service/chat-api",
                "configmap/chat",
                "serviceaccount/chat",
                "poddisruptionbudget/chat",
                "secret/chat-binding"
            })
    void comeBackWhenTheyAreDeleted(String object, TestNamespace namespace) {
        new Chat(namespace).apply(redis.url());
        soon(() -> assertThat(owned(namespace)).hasSize(8));
        String before = uid(namespace, object);

        namespace.kubectl().run("delete", object, "--timeout=30s").orFail();

        soon(() -> assertThat(uid(namespace, object)).isNotBlank().isNotEqualTo(before));
    }

    @Test
    void areRepairedWhenSomebodyChangesWhatTheOperatorSays(TestNamespace namespace) {
        new Chat(namespace).apply(redis.url());
        soon(() -> assertThat(owned(namespace)).hasSize(8));
        String config = get(namespace, "configmap/chat", "{.data}");

        namespace.kubectl().run("scale", "deployment/chat", "--replicas=7").orFail();
        patch(namespace, "service/chat", "{\"spec\": {\"selector\": {\"app.kubernetes.io/instance\": \"other\"}}}");
        patch(namespace, "configmap/chat", "{\"data\": {\"gateway.json\": \"{}\"}}");
        patch(namespace, "poddisruptionbudget/chat", "{\"spec\": {\"maxUnavailable\": 2}}");
        patch(namespace, "secret/chat-binding", "{\"stringData\": {\"uri\": \"http://elsewhere\"}}");

        soon(() -> {
            assertThat(get(namespace, "deployment/chat", "{.spec.replicas}")).isEqualTo("2");
            assertThat(get(namespace, "service/chat", "{.spec.selector.app\\.kubernetes\\.io/instance}"))
                    .isEqualTo("chat");
            assertThat(get(namespace, "configmap/chat", "{.data}")).isEqualTo(config);
            assertThat(get(namespace, "poddisruptionbudget/chat", "{.spec.maxUnavailable}"))
                    .isEqualTo("10%");
            assertThat(new String(
                            Base64.getDecoder().decode(get(namespace, "secret/chat-binding", "{.data.uri}")),
                            StandardCharsets.UTF_8))
                    .startsWith("http://chat-api.");
        });
    }

    @Test
    void keepTheFieldsOfOtherManagers(TestNamespace namespace) {
        Chat chat = new Chat(namespace).apply(redis.url());
        soon(() -> assertThat(owned(namespace)).hasSize(8));
        namespace.kubectl().run("annotate", "deployment/chat", "team=web").orFail();
        namespace.kubectl().run("label", "service/chat", "monitored=yes").orFail();
        namespace
                .kubectl()
                .runWithInput("""
                        apiVersion: apps/v1
                        kind: Deployment
                        metadata: {name: chat}
                        spec: {template: {metadata: {annotations: {injected: sidecar}}}}
                        """, "apply", "--server-side", "--field-manager=injector", "-f", "-")
                .orFail();

        chat.apply(redis.url(), "  replicas: 3\n  ports: {websocket: 8080}\n");

        soon(() -> {
            assertThat(get(namespace, "deployment/chat", "{.spec.replicas}")).isEqualTo("3");
            assertThat(get(namespace, "service/chat", "{.spec.ports[*].port}")).isEqualTo("8080");
        });
        assertThat(get(namespace, "deployment/chat", "{.metadata.annotations.team}"))
                .isEqualTo("web");
        assertThat(get(namespace, "deployment/chat", "{.spec.template.metadata.annotations.injected}"))
                .isEqualTo("sidecar");
        assertThat(get(namespace, "service/chat", "{.metadata.labels.monitored}"))
                .isEqualTo("yes");
    }

    @Test
    void followTheScaleOfTheCustomResource(TestNamespace namespace) {
        new Chat(namespace).apply(redis.url());
        soon(() -> assertThat(get(namespace, "deployment/chat", "{.spec.replicas}"))
                .isEqualTo("2"));

        namespace.kubectl().run("scale", "wsg/chat", "--replicas=4").orFail();

        soon(() -> assertThat(get(namespace, "deployment/chat", "{.spec.replicas}"))
                .isEqualTo("4"));
        soon(() -> assertThat(get(namespace, "wsg/chat", "{.status.replicas}")).isEqualTo("4"));
    }

    private static void soon(ThrowingRunnable assertion) {
        await().atMost(Duration.ofSeconds(30)).untilAsserted(assertion);
    }

    private static JsonNode owned(TestNamespace namespace) {
        try {
            return JSON.readTree(namespace
                            .kubectl()
                            .run(("get -o json " + ALL).split(" "))
                            .orFail()
                            .out())
                    .path("items");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String uid(TestNamespace namespace, String object) {
        return get(namespace, object, "{.metadata.uid}");
    }

    /** A field by its JSONPath; empty where there is none, or no such object. */
    private static String get(TestNamespace namespace, String object, String path) {
        return namespace
                .kubectl()
                .run("get", object, "--ignore-not-found", "-o", "jsonpath=" + path)
                .orFail()
                .out();
    }

    private static void patch(TestNamespace namespace, String object, String patch) {
        namespace.kubectl().run("patch", object, "--type=merge", "-p", patch).orFail();
    }
}
