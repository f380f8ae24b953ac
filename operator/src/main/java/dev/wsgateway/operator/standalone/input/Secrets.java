package dev.wsgateway.operator.standalone.input;

import com.fasterxml.jackson.databind.JsonNode;
import dev.wsgateway.operator.plan.Plan;
import dev.wsgateway.operator.plan.SecretFile;
import dev.wsgateway.operator.plan.SecretValues;
import dev.wsgateway.operator.validation.Problem;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The Secrets among the documents: {@code data} in base64, or {@code stringData} as it is, which comes first. */
final class Secrets {
    private final Map<String, Map<String, byte[]>> byName = new HashMap<>();

    /** Takes a document of kind Secret. A Secret of another namespace than the gateway's is another Secret. */
    void add(JsonNode secret) throws InvalidInput {
        String name = secret.at("/metadata/name").asText();
        if (name.isEmpty()) {
            throw new InvalidInput("Secret", "metadata.name is missing: write the name that the spec refers to");
        }
        Map<String, byte[]> values = new HashMap<>();
        for (var entry : secret.path("data").properties()) {
            try {
                values.put(
                        entry.getKey(),
                        Base64.getDecoder().decode(entry.getValue().asText()));
            } catch (IllegalArgumentException e) {
                throw new InvalidInput(
                        "Secret " + name + ": data." + entry.getKey(),
                        "is no base64: encode it, or write it under stringData as it is");
            }
        }
        for (var entry : secret.path("stringData").properties()) {
            values.put(entry.getKey(), entry.getValue().asText().getBytes(StandardCharsets.UTF_8));
        }
        String namespace = secret.at("/metadata/namespace").asText(InputReader.DEFAULT_NAMESPACE);
        if (byName.put(namespace + "/" + name, values) != null) {
            throw new InvalidInput("Secret " + name, "is there twice: merge the two");
        }
    }

    /** The values that a plan's gateways read. */
    SecretValues of(Plan plan) throws InvalidInput {
        Map<String, byte[]> values = new HashMap<>();
        List<Problem> problems = new ArrayList<>();
        for (SecretFile file : plan.secretFiles()) {
            Map<String, byte[]> secret = byName.get(plan.config().namespace() + "/" + file.secret());
            byte[] value = secret == null ? null : secret.get(file.key());
            if (value != null && value.length > 0) {
                values.put(file.path(), value);
            } else if (secret == null) {
                problems.add(new Problem(
                        "Secret " + file.secret(),
                        "the spec refers to it, but no document of kind Secret has this name: add one with the key "
                                + file.key()));
            } else if (!file.optional()) {
                problems.add(new Problem(
                        "Secret " + file.secret(),
                        "the spec refers to its key " + file.key()
                                + ", which is missing or empty: add it to stringData"));
            }
        }
        if (!problems.isEmpty()) {
            throw new InvalidInput(problems.stream().distinct().toList());
        }
        return new SecretValues(values);
    }
}
