package dev.wsgateway.operator.validation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class CustomResourceValidatorTest {
    /** Shared with the test that asks a real API server. */
    private static final Path CASES = Path.of("../e2e/src/test/resources/websocketgateway-cases");

    private static final YAMLMapper YAML = new YAMLMapper();

    private final CustomResourceValidator validator = CustomResourceValidator.ofClassPath();

    @TestFactory
    Stream<DynamicTest> saysWhatIsWrongWhereAndWhatToWrite() throws IOException {
        List<Path> files = new ArrayList<>();
        try (Stream<Path> all = Files.list(CASES)) {
            all.filter(file -> file.toString().endsWith(".yaml")).sorted().forEach(files::add);
        }
        assertThat(files).isNotEmpty();
        return files.stream().map(file -> DynamicTest.dynamicTest(file.getFileName() + "", () -> check(file)));
    }

    private void check(Path file) throws IOException {
        JsonNode example = YAML.readTree(file.toFile());
        Validation validation = validator.validate((ObjectNode) example.get("resource"));
        switch (validation) {
            case Validation.Refused(List<Problem> problems) ->
                assertThat(problems).containsExactlyInAnyOrderElementsOf(expected(example));
            case Validation.Accepted(ObjectNode resource) -> {
                assertThat(example.path("refused")).isEmpty();
                assertThat(resource.get("spec")).isEqualTo(example.get("stored"));
            }
        }
    }

    private static List<Problem> expected(JsonNode example) {
        List<Problem> problems = new ArrayList<>();
        for (JsonNode problem : example.path("refused")) {
            problems.add(new Problem(
                    problem.get("path").asText(), problem.get("message").asText()));
        }
        return problems;
    }

    @Test
    void refusesWhatIsNoWebSocketGateway() throws IOException {
        assertThat(problems("{apiVersion: v1, kind: Service, metadata: {name: a}, spec: {}}"))
                .contains(
                        new Problem("apiVersion", "\"v1\" is unknown: write wsgateway.dev/v1alpha1"),
                        new Problem("kind", "\"Service\" is unknown: write WebSocketGateway"));
    }

    @Test
    void saysThatApiVersionAndKindAreMissing() throws IOException {
        assertThat(problems("{metadata: {name: chat}}"))
                .contains(
                        new Problem("apiVersion", "is missing: write wsgateway.dev/v1alpha1"),
                        new Problem("kind", "is missing: write WebSocketGateway"));
    }

    @Test
    void refusesANameThatNoObjectCanHave() throws IOException {
        assertThat(problems("{metadata: {name: My Chat}}"))
                .contains(new Problem(
                        "metadata.name", "'My Chat' is no name: write lower-case letters, digits, '-' and '.'"));
        assertThat(problems("{metadata: {}}"))
                .contains(new Problem("metadata.name", "is missing: write a name, for example chat"));
    }

    @Test
    void refusesAnUnknownFieldOfTheMetadata() throws IOException {
        assertThat(problems("{metadata: {name: chat, label: {a: b}}}"))
                .contains(new Problem("metadata.label", "unknown field: write name, namespace, labels or annotations"));
    }

    @Test
    void leavesTheDocumentAsItIs() throws IOException {
        JsonNode resource =
                YAML.readTree(CASES.resolve("accepted-minimal.yaml").toFile()).get("resource");
        JsonNode before = resource.deepCopy();
        validator.validate((ObjectNode) resource);
        assertThat(resource).isEqualTo(before);
    }

    private List<Problem> problems(String yaml) throws IOException {
        return switch (validator.validate((ObjectNode) YAML.readTree(yaml))) {
            case Validation.Refused(List<Problem> problems) -> problems;
            case Validation.Accepted accepted -> List.of();
        };
    }
}
