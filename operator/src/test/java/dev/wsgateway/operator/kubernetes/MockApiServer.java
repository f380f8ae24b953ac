package dev.wsgateway.operator.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.wsgateway.api.v1alpha1.WebSocketGateway;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.CustomResourceDefinitionContext;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.crud.AttributeSet;
import io.fabric8.mockwebserver.dsl.HttpMethod;
import io.fabric8.mockwebserver.http.Buffer;
import io.fabric8.mockwebserver.http.Dispatcher;
import io.fabric8.mockwebserver.http.Headers;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;

/**
 * fabric8's mock of an API server, which keeps what is written to it, with the part of server-side apply that it lacks and
 * java-operator-sdk relies on: an apply creates what is not there, and {@code managedFields} name what was applied. Lists
 * are keyed by name or managed as a whole; there is one manager, no conflict between managers and no default.
 */
final class MockApiServer extends Dispatcher implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String APPLY = "application/apply-patch+yaml";
    private static final Set<String> READS = Set.of("GET", "HEAD", "OPTIONS");

    private final KubernetesCrudDispatcher kept = new KubernetesCrudDispatcher();
    private final KubernetesMockServer server =
            new KubernetesMockServer(new Context(), new MockWebServer(), new HashMap<>(), this, false);
    private final Queue<String> requests = new ConcurrentLinkedQueue<>();
    private volatile Predicate<String> refused = _ -> false;

    MockApiServer() {
        kept.expectCustomResource(CustomResourceDefinitionContext.fromCustomResourceType(WebSocketGateway.class));
        server.init();
    }

    KubernetesClient client() {
        return server.createClient(new JdkHttpClientFactory());
    }

    /** From now on, answers 403 to every write of such a path. */
    void refuse(Predicate<String> path) {
        refused = path;
    }

    /** Method and path of every request that may change an object, without events. */
    List<String> writes() {
        return requests.stream()
                .filter(request -> !READS.contains(request.substring(0, request.indexOf(' '))))
                .filter(request -> !request.endsWith("/events"))
                .toList();
    }

    /** How often this path was read. */
    long reads(String path) {
        return requests.stream().filter(("GET " + path)::equals).count();
    }

    @Override
    public MockResponse dispatch(RecordedRequest request) {
        String path = request.getPath().split("\\?", 2)[0];
        requests.add(request.getMethod() + " " + path);
        if (!READS.contains(request.getMethod()) && refused.test(path)) {
            return status(403, "a policy forbids it");
        }
        return String.valueOf(request.getHeader("Content-Type")).startsWith(APPLY)
                ? apply(path, request.getUtf8Body())
                : kept.dispatch(request);
    }

    private static MockResponse status(int code, String message) {
        return new MockResponse()
                .setResponseCode(code)
                .setBody(Serialization.asJson(
                        new StatusBuilder().withCode(code).withMessage(message).build()));
    }

    private MockResponse apply(String path, String body) {
        ObjectNode object = object(body);
        ObjectNode metadata = object.withObject("/metadata");
        Map.Entry<AttributeSet, String> current = kept.findResource(kept.getKey(path));
        JsonNode expected = metadata.remove("resourceVersion");
        if (current != null
                && expected != null
                && !expected.equals(object(current.getValue()).at("/metadata/resourceVersion"))) {
            return status(409, "the object has been modified");
        }
        if (!path.endsWith("/status")) {
            metadata.putArray("managedFields")
                    .addObject()
                    .put("manager", "wsgateway-operator")
                    .put("operation", "Apply")
                    .put("apiVersion", object.get("apiVersion").asText())
                    .put("fieldsType", "FieldsV1")
                    .set("fieldsV1", managed(object));
        }
        return current == null
                ? kept.dispatch(request(HttpMethod.POST, path.substring(0, path.lastIndexOf('/')), object))
                : kept.dispatch(request(HttpMethod.PUT, path, object));
    }

    private static ObjectNode managed(ObjectNode object) {
        ObjectNode applied = object.deepCopy();
        applied.remove(List.of("apiVersion", "kind"));
        applied.withObject("/metadata").remove(List.of("name", "namespace", "managedFields"));
        return fields(applied);
    }

    private static ObjectNode fields(JsonNode applied) {
        ObjectNode fields = JSON.createObjectNode();
        for (Map.Entry<String, JsonNode> field : applied.properties()) {
            fields.set("f:" + field.getKey(), fields(field.getValue()));
        }
        for (JsonNode element : applied.isArray() ? applied : JSON.createArrayNode()) {
            if (element.has("name")) {
                fields.set(
                        "k:" + JSON.createObjectNode().set("name", element.get("name")),
                        fields(element).set(".", JSON.createObjectNode()));
            }
        }
        return fields;
    }

    private static RecordedRequest request(HttpMethod method, String path, ObjectNode body) {
        return new RecordedRequest(
                "HTTP/1.1",
                method,
                path,
                Headers.builder().add("Content-Type", "application/json").build(),
                new Buffer().writeUtf8(body.toString()));
    }

    private static ObjectNode object(String json) {
        try {
            return (ObjectNode) JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        server.destroy();
    }
}
