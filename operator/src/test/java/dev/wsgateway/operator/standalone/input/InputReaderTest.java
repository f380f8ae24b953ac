package dev.wsgateway.operator.standalone.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.wsgateway.operator.plan.SecretFile;
import dev.wsgateway.operator.validation.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InputReaderTest {
    private static final String GATEWAY = """
            apiVersion: wsgateway.dev/v1alpha1
            kind: WebSocketGateway
            metadata: {name: chat}
            spec:
              redis: {url: "redis://localhost:6390"}
              authentication: {anonymous: true}
              api: {keySecretRef: {name: chat-api, key: key}}
            """;
    private static final String SECRET = """
            apiVersion: v1
            kind: Secret
            metadata: {name: chat-api}
            stringData: {key: demo-api-key}
            """;

    @TempDir
    Path directory;

    private final InputReader reader = new InputReader();

    @Test
    void readsTheSample() throws InvalidInput {
        Input input = reader.read(List.of(Path.of("../manifests/samples/chat.yaml")));
        assertThat(input.name()).isEqualTo("default/chat");
        assertThat(input.replicas()).isEqualTo(2);
        assertThat(input.secrets().text(SecretFile.API_KEYS)).isEqualTo("demo-api-key");
        assertThat(input.secrets().text(SecretFile.JWT_KEY)).hasSizeGreaterThanOrEqualTo(32);
        assertThat(input.demo()).isEqualTo(new DemoBackend("orders", "order-service", "news:orders"));
    }

    @Test
    void readsAGatewayAndItsSecretsFromSeveralFiles() throws Exception {
        Input input = reader.read(List.of(file(SECRET), file(GATEWAY)));
        assertThat(input.secrets().text(SecretFile.API_KEYS)).isEqualTo("demo-api-key");
        assertThat(input.demo()).isNull();
    }

    @Test
    void decodesDataAndLetsStringDataComeFirst() throws Exception {
        String data = SECRET.replace("stringData: {key: demo-api-key}", "data: {key: b3RoZXI=}");
        assertThat(reader.read(List.of(file(GATEWAY, data))).secrets().text(SecretFile.API_KEYS))
                .isEqualTo("other");
        String both = SECRET + "data: {key: b3RoZXI=}\n";
        assertThat(reader.read(List.of(file(GATEWAY, both))).secrets().text(SecretFile.API_KEYS))
                .isEqualTo("demo-api-key");
    }

    @Test
    void leavesOutWhatItHasNoUseForAndSaysSo() throws Exception {
        Input input = reader.read(
                List.of(file(GATEWAY, SECRET, "{apiVersion: apps/v1, kind: Deployment, metadata: {name: shop}}")));
        assertThat(input.ignored()).containsExactly("Deployment/shop");
    }

    @Test
    void reportsAllProblemsOfTheGateway() throws IOException {
        assertThat(problems(GATEWAY.replace("anonymous", "anonymus") + "  replicas: -1\n", SECRET))
                .extracting(Problem::path)
                .containsExactlyInAnyOrder("spec.authentication.anonymus", "spec.replicas");
    }

    @Test
    void namesTheSecretThatIsMissing() throws IOException {
        assertThat(problems(GATEWAY))
                .containsExactly(
                        new Problem(
                                "Secret chat-api",
                                "the spec refers to it, but no document of kind Secret has this name: add one with the key key"));
    }

    @Test
    void namesTheKeyThatASecretLacks() throws IOException {
        assertThat(problems(GATEWAY, SECRET.replace("{key:", "{token:")))
                .containsExactly(new Problem(
                        "Secret chat-api",
                        "the spec refers to its key key, which is missing or empty: add it to stringData"));
    }

    @Test
    void doesNotFindASecretOfAnotherNamespace() throws IOException {
        assertThat(problems(GATEWAY, SECRET.replace("{name: chat-api}", "{name: chat-api, namespace: other}")))
                .extracting(Problem::path)
                .containsExactly("Secret chat-api");
    }

    @Test
    void refusesDataThatIsNoBase64() throws IOException {
        assertThat(problems(GATEWAY, SECRET.replace("stringData: {key: demo-api-key}", "data: {key: '%'}")))
                .containsExactly(new Problem(
                        "Secret chat-api: data.key", "is no base64: encode it, or write it under stringData as it is"));
    }

    @Test
    void refusesAnAnnotationThatNamesNoGroup() throws IOException {
        String annotated = GATEWAY.replace(
                "{name: chat}", "{name: chat, annotations: {wsgateway.dev/demo-backend: orders/order-service}}");
        assertThat(problems(annotated, SECRET))
                .containsExactly(new Problem(
                        "metadata.annotations[wsgateway.dev/demo-backend]",
                        "'orders/order-service' is no group of the spec: write STREAM/GROUP, or remove it"));
    }

    @Test
    void wantsOneGateway() throws IOException {
        assertThat(problems(SECRET)).singleElement().asString().contains("has 0 documents of kind WebSocketGateway");
        assertThat(problems(GATEWAY, GATEWAY, SECRET))
                .singleElement()
                .asString()
                .contains("has 2 documents");
    }

    @Test
    void saysWhereTextIsNoYaml() throws IOException {
        assertThat(problems("spec: {\n  a: [1\n"))
                .singleElement()
                .asString()
                .contains("is no YAML")
                .contains("at line ");
        assertThat(problems("a: 1\na: 2\n")).singleElement().asString().contains("Duplicate field 'a'");
    }

    @Test
    void saysThatAFileIsMissing() {
        assertThat(problemsOf(List.of(directory.resolve("none.yaml"))))
                .extracting(Problem::message)
                .containsExactly("there is no such file");
    }

    private List<Problem> problems(String... documents) throws IOException {
        return problemsOf(List.of(file(documents)));
    }

    private List<Problem> problemsOf(List<Path> files) {
        InvalidInput invalid = catchThrowableOfType(InvalidInput.class, () -> reader.read(files));
        return invalid == null ? new ArrayList<>() : invalid.problems();
    }

    private Path file(String... documents) throws IOException {
        return Files.writeString(Files.createTempFile(directory, "input", ".yaml"), String.join("\n---\n", documents));
    }
}
