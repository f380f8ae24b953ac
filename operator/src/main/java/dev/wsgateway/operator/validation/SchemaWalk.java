package dev.wsgateway.operator.validation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/**
 * Walks a document along a structural schema (Kubernetes, "Specifying a structural schema"): fills in defaults, and
 * collects what is wrong. One walk, one document; not thread-safe.
 */
final class SchemaWalk {
    private final CelRules rules;
    private final List<Problem> problems = new ArrayList<>();

    SchemaWalk(CelRules rules) {
        this.rules = rules;
    }

    List<Problem> problems() {
        return problems;
    }

    void report(String path, String message) {
        problems.add(new Problem(path, message));
    }

    /**
     * Checks a value in place. A rule in CEL is evaluated only where what it looks at has the right shape: a misspelt
     * field is reported once, not again by each rule that misses it.
     */
    void check(String path, JsonNode value, JsonNode schema) {
        int before = problems.size();
        String type = schema.path("type").asText();
        if (!hasType(value, type)) {
            report(path, shown(value) + " is " + kind(value) + ": write " + article(type) + expected(schema));
            return;
        }
        switch (type) {
            case "object" -> object(path, (ObjectNode) value, schema);
            case "array" -> array(path, value, schema);
            case "string" -> string(path, value, schema);
            case "integer", "number" -> number(path, value, schema);
            default -> {}
        }
        if (problems.size() == before) {
            for (JsonNode rule : schema.path("x-kubernetes-validations")) {
                String text = rule.path("rule").asText();
                if (!isAboutChange(text) && !rules.holds(text, value)) {
                    report(path, rule.path("message").asText());
                }
            }
        }
    }

    /** A rule on how a value may change holds for one that is new (Kubernetes, "Transition rules"). */
    private static boolean isAboutChange(String rule) {
        return rule.contains("oldSelf");
    }

    private void object(String path, ObjectNode object, JsonNode schema) {
        JsonNode properties = schema.path("properties");
        applyDefaults(object, properties);
        for (var field : List.copyOf(object.properties())) {
            String at = path.isEmpty() ? field.getKey() : path + "." + field.getKey();
            if (properties.has(field.getKey())) {
                check(at, field.getValue(), properties.get(field.getKey()));
            } else {
                report(at, "unknown field: write one of " + names(properties));
            }
        }
        for (JsonNode required : schema.path("required")) {
            if (!object.has(required.asText())) {
                String at = path.isEmpty() ? required.asText() : path + "." + required.asText();
                report(at, "is missing" + expected(properties.path(required.asText())));
            }
        }
    }

    /** As the API server: a null counts as absent where the field has a default, and defaults of defaults apply. */
    private static void applyDefaults(ObjectNode object, JsonNode properties) {
        for (var property : properties.properties()) {
            JsonNode standard = property.getValue().get("default");
            if (standard != null && !object.hasNonNull(property.getKey())) {
                object.set(property.getKey(), standard.deepCopy());
            }
        }
    }

    private void array(String path, JsonNode array, JsonNode schema) {
        int max = schema.path("maxItems").asInt(Integer.MAX_VALUE);
        if (array.size() > max) {
            report(path, "has " + array.size() + " items: write " + max + " at most");
        }
        for (int i = 0; i < array.size(); i++) {
            check(path + "[" + i + "]", array.get(i), schema.path("items"));
        }
    }

    private void string(String path, JsonNode value, JsonNode schema) {
        String text = value.textValue();
        int length = text.codePointCount(0, text.length());
        int min = schema.path("minLength").asInt(0);
        int max = schema.path("maxLength").asInt(Integer.MAX_VALUE);
        if (length < min) {
            report(path, "is too short: write " + min + " characters or more");
        }
        if (length > max) {
            report(path, "has " + length + " characters: write " + max + " at most");
        }
        // Kubernetes' patterns find, they do not match as a whole: the CRD anchors its own.
        if (schema.has("pattern") && !rules.holds("self.matches(" + literal(schema.get("pattern")) + ")", value)) {
            report(
                    path,
                    shown(value) + " does not match " + schema.get("pattern").asText());
        }
        if (schema.has("enum") && !contains(schema.get("enum"), value)) {
            report(path, shown(value) + " is unknown: write one of " + items(schema.get("enum")));
        }
    }

    private void number(String path, JsonNode value, JsonNode schema) {
        JsonNode min = schema.path("minimum");
        JsonNode max = schema.path("maximum");
        double number = value.doubleValue();
        if ((min.isNumber() && number < min.doubleValue()) || (max.isNumber() && number > max.doubleValue())) {
            report(path, value.asText() + " is out of range: write " + range(min, max));
        }
    }

    private static boolean hasType(JsonNode value, String type) {
        return switch (type) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "string" -> value.isTextual();
            case "boolean" -> value.isBoolean();
            case "integer" -> value.isIntegralNumber() && value.canConvertToLong();
            case "number" -> value.isNumber();
            default -> throw new IllegalStateException("the CRD has a schema of type '" + type + "'");
        };
    }

    private static boolean contains(JsonNode values, JsonNode value) {
        for (JsonNode allowed : values) {
            if (allowed.equals(value)) {
                return true;
            }
        }
        return false;
    }

    private static String range(JsonNode min, JsonNode max) {
        if (max.isMissingNode()) {
            return min.asLong() + " or more";
        }
        return min.isMissingNode() ? max.asLong() + " or less" : min.asLong() + " to " + max.asLong();
    }

    private static String shown(JsonNode value) {
        String text = value.toString();
        return text.length() > 80 ? text.substring(0, 77) + "..." : text;
    }

    private static String kind(JsonNode value) {
        return switch (value.getNodeType()) {
            case ARRAY -> "a list";
            case BOOLEAN -> "a boolean";
            case NULL, MISSING -> "nothing";
            case NUMBER -> "a number";
            case STRING -> "a string";
            case OBJECT, BINARY, POJO -> "an object";
        };
    }

    private static String article(String type) {
        return switch (type) {
            case "object" -> "an object";
            case "array" -> "a list";
            case "integer" -> "a whole number";
            case "boolean" -> "true or false";
            default -> "a " + type;
        };
    }

    private static String expected(JsonNode schema) {
        String description = schema.path("description").asText();
        return description.isEmpty() ? "" : " (" + description + ")";
    }

    private static String literal(JsonNode pattern) {
        return "r'" + pattern.asText() + "'";
    }

    private static String names(JsonNode properties) {
        StringJoiner names = new StringJoiner(", ");
        properties.fieldNames().forEachRemaining(names::add);
        return names.toString();
    }

    private static String items(JsonNode values) {
        StringJoiner items = new StringJoiner(", ");
        values.forEach(value -> items.add(value.asText()));
        return items.toString();
    }
}
