package dev.wsgateway.e2e.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/** The API server answers as the cases in {@code websocketgateway-cases/} say. */
@ExtendWith(ApiServerExtension.class)
class CustomResourceValidationIT {
    private static final Path CASES = Path.of("src/test/resources/websocketgateway-cases");
    private static final Path CRD = Path.of("../crds/websocketgateways.wsgateway.dev-v1.yml");
    private static final YAMLMapper YAML = new YAMLMapper();
    private static final ObjectMapper JSON = new ObjectMapper();

    @TestFactory
    Stream<DynamicTest> acceptsOrRefusesWithTheMessageOfTheCase(ApiServer server) throws IOException {
        return cases().map(file -> DynamicTest.dynamicTest(
                file.getFileName().toString(), () -> check(server.kubectl(), YAML.readTree(file.toFile()))));
    }

    private static void check(Kubectl kubectl, JsonNode example) throws IOException {
        var result = kubectl.runWithInput(
                example.get("resource").toString(), "create", "--dry-run=server", "--output=json", "-f", "-");
        if (example.has("stored")) {
            assertThat(JSON.readTree(result.orFail().out()).get("spec")).isEqualTo(example.get("stored"));
            assertThat(result.err()).doesNotContain("Warning");
            return;
        }
        assertThat(result.exitCode()).isNotZero();
        for (JsonNode problem : example.withArray("refused")) {
            assertThat(result.err())
                    .contains(problem.path("path").asText())
                    .contains(problem.path(problem.has("apiServer") ? "apiServer" : "message")
                            .asText());
        }
    }

    @Test
    void everyRuleOfTheCrdHasACaseThatItRefuses() throws IOException {
        List<String> refused = new ArrayList<>();
        for (Path file : cases().toList()) {
            YAML.readTree(file.toFile())
                    .path("refused")
                    .findValuesAsText("message")
                    .forEach(refused::add);
        }
        List<String> messages = YAML.readTree(CRD.toFile()).findValues("x-kubernetes-validations").stream()
                .flatMap(rules -> StreamSupport.stream(rules.spliterator(), false))
                // A case is a new resource; how one may change is tested where that is what a test is about.
                .filter(rule -> !rule.path("rule").asText().contains("oldSelf"))
                .map(rule -> rule.path("message").asText())
                .toList();
        assertThat(messages).isNotEmpty();
        assertThat(refused).containsAll(messages);
    }

    private static Stream<Path> cases() throws IOException {
        try (Stream<Path> files = Files.list(CASES)) {
            return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList().stream();
        }
    }
}
