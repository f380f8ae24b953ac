package dev.wsgateway.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsgateway.api.v1alpha1.WebSocketGateway;
import dev.wsgateway.api.v1alpha1.WebSocketGatewaySpec;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * One folder a case: {@code in-*.yaml} holds the custom resource and its Secrets, {@code out-*.yaml} what they lead to.
 * After a change that is meant: {@code -Dplan.update=true} writes the latter anew, for the review to look at.
 */
class PlanTest {
    private static final Path CASES = Path.of("src/test/resources/plan");
    private static final KubernetesSerialization YAML = new KubernetesSerialization();
    private static final PlanContext CONTEXT = new PlanContext("localhost/wsgateway-gateway:test");

    @TestFactory
    Stream<DynamicTest> plansWhatItsFolderSays() {
        return files(CASES)
                .map(folder -> DynamicTest.dynamicTest(folder.getFileName().toString(), () -> check(folder)));
    }

    @Test
    void changeOfChannelsStreamsLimitsAndRedisRollsNoPod() {
        Plan everything = plan("everything");
        WebSocketGateway changed = gateway(CASES.resolve("everything"));
        WebSocketGateway other = gateway(CASES.resolve("minimal"));
        changed.setSpec(new WebSocketGatewaySpec(
                changed.getSpec().replicas(),
                changed.getSpec().image(),
                changed.getSpec().redis(),
                other.getSpec().channels(),
                other.getSpec().streams(),
                changed.getSpec().authentication(),
                changed.getSpec().api(),
                other.getSpec().allowedOrigins(),
                other.getSpec().limits(),
                other.getSpec().timeouts(),
                changed.getSpec().ports(),
                changed.getSpec().drain(),
                changed.getSpec().autoscaling(),
                other.getSpec().lifecycleEvents(),
                changed.getSpec().deletionPolicy()));

        Plan plan = Plan.of(changed, CONTEXT);

        assertThat(plan.configMap()).isNotEqualTo(everything.configMap());
        assertThat(plan.deployment()).isEqualTo(everything.deployment());
    }

    @Test
    void equalInputsGiveEqualPlans() {
        assertThat(plan("everything")).isEqualTo(plan("everything"));
    }

    @Test
    void secretValuesNeverShowInText() {
        assertThat(new SecretValues(Map.of(SecretFile.REDIS_PASSWORD, "hush".getBytes(StandardCharsets.UTF_8))))
                .asString()
                .contains("redis/password")
                .doesNotContain("hush");
    }

    private static void check(Path folder) throws IOException {
        Map<String, String> expected = new TreeMap<>();
        Map<String, String> actual = out(folder);
        if (Boolean.getBoolean("plan.update")) {
            for (Path file : files(folder).filter(PlanTest::isOut).toList()) {
                Files.delete(file);
            }
            for (var file : actual.entrySet()) {
                Files.writeString(folder.resolve(file.getKey()), file.getValue());
            }
        }
        for (Path file : files(folder).toList()) {
            if (isOut(file)) {
                expected.put(file.getFileName().toString(), Files.readString(file));
            } else {
                assertThat(file.getFileName().toString())
                        .as("a file of a case is in-websocketgateway-*, in-secret-* or out-*")
                        .matches("in-(websocketgateway|secret)-.*\\.yaml");
            }
        }
        assertThat(actual.keySet()).isEqualTo(expected.keySet());
        expected.forEach((file, text) -> assertThat(actual.get(file)).as(file).isEqualTo(text));
    }

    private static Map<String, String> out(Path folder) {
        Plan plan = Plan.of(gateway(folder), CONTEXT);
        Map<String, String> out = new TreeMap<>();
        for (HasMetadata object : List.of(
                plan.serviceAccount(),
                plan.configMap(),
                plan.deployment(),
                plan.websocketService(),
                plan.apiService(),
                plan.disruptionBudget(),
                plan.binding(secrets(folder, plan), Map.of()),
                plan.pushSecret(secrets(folder, plan)))) {
            String name = object.getKind().toLowerCase(Locale.ROOT) + "-"
                    + object.getMetadata().getName();
            out.put("out-" + name + ".yaml", YAML.asYaml(object));
        }
        out.put("out-redis-streams.yaml", YAML.asYaml(plan.streams()));
        out.put("out-secret-files.yaml", YAML.asYaml(plan.secretFiles()));
        out.put(
                "out-status.yaml",
                YAML.asYaml(new TreeMap<>(Map.of(
                        "selector",
                        plan.selector(),
                        "binding",
                        plan.bindingName(),
                        "websocket",
                        plan.endpoints().websocket(),
                        "api",
                        plan.endpoints().api()))));
        return out;
    }

    private static SecretValues secrets(Path folder, Plan plan) {
        Map<String, Secret> byName = new HashMap<>();
        files(folder)
                .filter(file -> file.getFileName().toString().startsWith("in-secret-"))
                .map(file -> read(file, Secret.class))
                .forEach(secret -> byName.put(secret.getMetadata().getName(), secret));
        Map<String, byte[]> values = new HashMap<>();
        for (SecretFile file : plan.secretFiles()) {
            Secret secret = byName.get(file.secret());
            String value = secret == null ? null : secret.getStringData().get(file.key());
            if (value != null) {
                values.put(file.path(), value.getBytes(StandardCharsets.UTF_8));
            }
        }
        return new SecretValues(values);
    }

    private static Plan plan(String folder) {
        return Plan.of(gateway(CASES.resolve(folder)), CONTEXT);
    }

    private static WebSocketGateway gateway(Path folder) {
        List<Path> gateways = files(folder)
                .filter(file -> file.getFileName().toString().startsWith("in-websocketgateway-"))
                .toList();
        assertThat(gateways).hasSize(1);
        return read(gateways.getFirst(), WebSocketGateway.class);
    }

    private static boolean isOut(Path file) {
        return file.getFileName().toString().startsWith("out-");
    }

    private static <T> T read(Path file, Class<T> type) {
        try {
            return YAML.unmarshal(Files.readString(file), type);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<Path> files(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
