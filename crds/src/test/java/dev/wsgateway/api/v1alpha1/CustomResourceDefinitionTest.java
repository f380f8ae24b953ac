package dev.wsgateway.api.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumns;
import io.fabric8.crdv2.generator.CRDGenerator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CustomResourceDefinitionTest {
    private static final Path COMMITTED = Path.of("websocketgateways.wsgateway.dev-v1.yml");
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
            .disable(YAMLGenerator.Feature.SPLIT_LINES)
            .build();

    @Test
    void theCommittedCrdIsTheOneThatTheTypesGenerate(@TempDir Path dir) throws IOException {
        String generated = "# Generated from the types in dev.wsgateway.api; after a change of them run `make crds`.\n"
                + YAML.writeValueAsString(generate(dir));
        if (Boolean.getBoolean("crds.update")) {
            Files.writeString(COMMITTED, generated);
        }
        assertThat(COMMITTED)
                .as("run `make crds` and commit the result")
                .content()
                .isEqualTo(generated);
    }

    private static JsonNode generate(Path dir) throws IOException {
        new CRDGenerator()
                .customResourceClasses(WebSocketGateway.class)
                .inOutputDir(dir.toFile())
                .detailedGenerate();
        JsonNode crd = YAML.readTree(dir.resolve(COMMITTED.getFileName()).toFile());
        removeRepeatedRules(crd);
        ((ObjectNode) crd.at("/spec/versions/0")).set("additionalPrinterColumns", columnsAsDeclared());
        // Server-side apply merges conditions by their type, as Kubernetes' API conventions ask for.
        ObjectNode conditions =
                (ObjectNode) crd.at("/spec/versions/0/schema/openAPIV3Schema/properties/status/properties/conditions");
        conditions.put("x-kubernetes-list-type", "map");
        conditions.putArray("x-kubernetes-list-map-keys").add("type");
        ((ObjectNode) conditions.get("items")).putArray("required").add("type").add("status");
        ((ObjectNode) crd.at("/spec/versions/0/schema/openAPIV3Schema"))
                .put("description", "A horizontally scaled WebSocket gateway on Redis.")
                .putArray("required")
                .add("spec");
        return crd;
    }

    /** The generator finds an annotation of a record's component twice, on the field and on the accessor. */
    private static void removeRepeatedRules(JsonNode node) {
        if (node.get("x-kubernetes-validations") instanceof ArrayNode rules) {
            Set<JsonNode> distinct = new LinkedHashSet<>();
            rules.forEach(distinct::add);
            rules.removeAll().addAll(distinct);
        }
        node.forEach(CustomResourceDefinitionTest::removeRepeatedRules);
    }

    /** The generator sorts columns by path; kubectl shows them in the order of the list. */
    private static ArrayNode columnsAsDeclared() {
        ArrayNode columns = YAML.createArrayNode();
        for (AdditionalPrinterColumn column : WebSocketGateway.class
                .getAnnotation(AdditionalPrinterColumns.class)
                .value()) {
            columns.addObject()
                    .put("name", column.name())
                    .put("type", column.type().getValue())
                    .put("jsonPath", column.jsonPath())
                    .put("priority", column.priority());
        }
        return columns;
    }
}
