package dev.wsgateway.operator.standalone.input;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.wsgateway.api.v1alpha1.WebSocketGateway;
import dev.wsgateway.operator.plan.Plan;
import dev.wsgateway.operator.plan.PlanContext;
import dev.wsgateway.operator.validation.CustomResourceValidator;
import dev.wsgateway.operator.validation.Validation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads YAML files: one {@code WebSocketGateway}, the Secrets that it names; other objects are left out. Not thread-safe. */
public final class InputReader {
    /** Namespace of an object that names none, as kubectl's. */
    static final String DEFAULT_NAMESPACE = "default";

    /** Images mean nothing here: the gateways are processes. */
    private static final PlanContext CONTEXT = new PlanContext("standalone");

    private final YAMLMapper yaml = YAMLMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();
    private final CustomResourceValidator validator = CustomResourceValidator.ofClassPath();

    /**
     * Reads and checks.
     *
     * @param files in any order; more than one for a gateway and its Secrets in files of their own
     * @throws InvalidInput with all that is wrong
     */
    public Input read(List<Path> files) throws InvalidInput {
        List<ObjectNode> gateways = new ArrayList<>();
        Secrets secrets = new Secrets();
        List<String> ignored = new ArrayList<>();
        for (Path file : files) {
            for (ObjectNode document : documents(file)) {
                String kind = document.path("kind").asText();
                if (document.path("apiVersion").asText().startsWith("wsgateway.dev/")
                        || kind.equalsIgnoreCase("WebSocketGateway")) {
                    gateways.add(document);
                } else if (kind.equals("Secret")) {
                    secrets.add(document);
                } else {
                    ignored.add(kind + "/" + document.at("/metadata/name").asText());
                }
            }
        }
        if (gateways.size() != 1) {
            throw new InvalidInput(
                    files.toString(),
                    "has " + gateways.size() + " documents of kind WebSocketGateway: write one, for example as in"
                            + " manifests/samples/chat.yaml");
        }
        return input(gateway(gateways.getFirst()), secrets, ignored);
    }

    private static Input input(WebSocketGateway gateway, Secrets secrets, List<String> ignored) throws InvalidInput {
        Plan plan = Plan.of(gateway, CONTEXT);
        var annotations = gateway.getMetadata().getAnnotations();
        String demo = annotations == null ? null : annotations.get(DemoBackend.ANNOTATION);
        return new Input(
                gateway.getSpec().replicas(),
                plan,
                secrets.of(plan),
                DemoBackend.of(demo, plan.groups(), plan.config()),
                ignored);
    }

    private WebSocketGateway gateway(ObjectNode document) throws InvalidInput {
        ObjectNode resource = switch (validator.validate(document)) {
            case Validation.Accepted accepted -> accepted.resource();
            case Validation.Refused refused -> throw new InvalidInput(refused.problems());
        };
        ObjectNode metadata = (ObjectNode) resource.get("metadata");
        if (!metadata.hasNonNull("namespace")) {
            metadata.put("namespace", DEFAULT_NAMESPACE);
        }
        try {
            return yaml.treeToValue(resource, WebSocketGateway.class);
        } catch (JsonProcessingException e) {
            throw new InvalidInput("metadata", e.getOriginalMessage());
        }
    }

    private List<ObjectNode> documents(Path file) throws InvalidInput {
        List<ObjectNode> documents = new ArrayList<>();
        try (MappingIterator<JsonNode> all =
                yaml.readerFor(JsonNode.class).readValues(Files.readString(file, StandardCharsets.UTF_8))) {
            while (all.hasNextValue()) {
                JsonNode document = all.nextValue();
                if (document instanceof ObjectNode object) {
                    documents.add(object);
                } else if (!document.isNull() && !document.isMissingNode()) {
                    throw new InvalidInput(
                            file.toString(), "has a document that is no object: write apiVersion, kind …");
                }
            }
            return documents;
        } catch (NoSuchFileException e) {
            throw new InvalidInput(file.toString(), "there is no such file");
        } catch (JsonProcessingException e) {
            throw new InvalidInput(
                    file.toString(),
                    "is no YAML: " + e.getOriginalMessage().lines().findFirst().orElse("") + " at line "
                            + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr());
        } catch (IOException | RuntimeException e) {
            throw new InvalidInput(file.toString(), "cannot be read: " + e);
        }
    }
}
