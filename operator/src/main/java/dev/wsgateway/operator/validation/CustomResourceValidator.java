package dev.wsgateway.operator.validation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Set;
import java.util.regex.Pattern;

/** Checks documents against the CRD of {@code WebSocketGateway}, as an API server would. Not thread-safe. */
public final class CustomResourceValidator {
    private static final String CRD = "/websocketgateways.wsgateway.dev-v1.yml";
    /** RFC 1123 subdomain, as Kubernetes has the names of objects. */
    private static final Pattern OBJECT_NAME =
            Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");

    private static final Set<String> METADATA = Set.of(
            "name",
            "namespace",
            "labels",
            "annotations",
            "creationTimestamp",
            "deletionGracePeriodSeconds",
            "deletionTimestamp",
            "finalizers",
            "generateName",
            "generation",
            "managedFields",
            "ownerReferences",
            "resourceVersion",
            "selfLink",
            "uid");

    private final JsonNode schema;
    private final String kind;
    private final String apiVersion;
    private final CelRules rules = new CelRules();

    private CustomResourceValidator(JsonNode crd) {
        JsonNode version = crd.at("/spec/versions/0");
        this.schema = version.at("/schema/openAPIV3Schema");
        this.kind = crd.at("/spec/names/kind").asText();
        this.apiVersion =
                crd.at("/spec/group").asText() + "/" + version.get("name").asText();
    }

    /** A validator with the CRD on the class path. */
    public static CustomResourceValidator ofClassPath() {
        try (InputStream in = CustomResourceValidator.class.getResourceAsStream(CRD)) {
            if (in == null) {
                throw new IllegalStateException("no " + CRD + " on the class path: it belongs into the jar of crds");
            }
            return new CustomResourceValidator(new YAMLMapper().readTree(in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Checks one document, which is left as it is. All problems are reported, not only the first. */
    public Validation validate(ObjectNode document) {
        ObjectNode resource = document.deepCopy();
        SchemaWalk walk = new SchemaWalk(rules);
        checkType(walk, resource);
        checkMetadata(walk, resource.path("metadata"));
        ObjectNode own = resource.deepCopy();
        own.remove(Set.of("apiVersion", "kind", "metadata"));
        walk.check("", own, schema);
        resource.setAll(own);
        return walk.problems().isEmpty() ? new Validation.Accepted(resource) : new Validation.Refused(walk.problems());
    }

    private void checkType(SchemaWalk walk, JsonNode resource) {
        requireText(walk, resource, "apiVersion", apiVersion);
        requireText(walk, resource, "kind", kind);
    }

    private static void requireText(SchemaWalk walk, JsonNode resource, String field, String text) {
        JsonNode value = resource.path(field);
        if (!value.asText().equals(text)) {
            walk.report(field, (value.isMissingNode() ? "is missing" : value + " is unknown") + ": write " + text);
        }
    }

    private static void checkMetadata(SchemaWalk walk, JsonNode metadata) {
        for (var field : metadata.properties()) {
            if (!METADATA.contains(field.getKey())) {
                walk.report(
                        "metadata." + field.getKey(), "unknown field: write name, namespace, labels or annotations");
            }
        }
        String name = metadata.path("name").asText();
        if (name.isEmpty()) {
            walk.report("metadata.name", "is missing: write a name, for example chat");
        } else if (name.length() > 253 || !OBJECT_NAME.matcher(name).matches()) {
            walk.report("metadata.name", "'" + name + "' is no name: write lower-case letters, digits, '-' and '.'");
        }
    }
}
