package dev.wsgateway.operator.validation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Evaluates {@code x-kubernetes-validations}. A rule is compiled when it is first needed. Not thread-safe. */
final class CelRules {
    /** Words that CEL reserves: Kubernetes has a property of such a name also as {@code __name__}, and in older versions only so. */
    private static final Set<String> RESERVED = Set.of(
            "true",
            "false",
            "null",
            "in",
            "as",
            "break",
            "const",
            "continue",
            "else",
            "for",
            "function",
            "if",
            "import",
            "let",
            "loop",
            "package",
            "namespace",
            "return",
            "var",
            "void",
            "while");

    private final CelCompiler compiler = CelCompilerFactory.standardCelCompilerBuilder()
            .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
            .addVar("self", SimpleType.DYN)
            .setResultType(SimpleType.BOOL)
            .build();
    private final CelRuntime runtime = CelRuntimeFactory.plannerRuntimeBuilder().build();
    private final Map<String, CelRuntime.Program> programs = new HashMap<>();

    /**
     * Whether a value keeps a rule.
     *
     * @throws IllegalStateException when the rule does not compile or fails: a mistake in the CRD, not in the document
     */
    boolean holds(String rule, JsonNode self) {
        try {
            return (Boolean) program(rule).eval(Map.of("self", value(self)));
        } catch (CelValidationException | CelEvaluationException e) {
            throw new IllegalStateException("the CRD's rule \"" + rule + "\": " + e.getMessage(), e);
        }
    }

    private CelRuntime.Program program(String rule) throws CelValidationException, CelEvaluationException {
        CelRuntime.Program program = programs.get(rule);
        if (program == null) {
            program = runtime.createProgram(compiler.compile(rule).getAst());
            programs.put(rule, program);
        }
        return program;
    }

    private static Object value(JsonNode node) {
        return switch (node.getNodeType()) {
            case BOOLEAN -> node.booleanValue();
            case NUMBER -> node.isIntegralNumber() ? (Object) node.longValue() : (Object) node.doubleValue();
            case STRING -> node.textValue();
            case ARRAY -> list(node);
            case OBJECT -> map(node);
            case BINARY, MISSING, NULL, POJO -> throw new IllegalArgumentException("no value of a document: " + node);
        };
    }

    private static List<Object> list(JsonNode array) {
        List<Object> list = new ArrayList<>();
        array.forEach(item -> list.add(value(item)));
        return list;
    }

    private static Map<String, Object> map(JsonNode object) {
        Map<String, Object> map = new LinkedHashMap<>();
        object.properties().forEach(property -> {
            map.put(property.getKey(), value(property.getValue()));
            if (RESERVED.contains(property.getKey())) {
                map.put("__" + property.getKey() + "__", value(property.getValue()));
            }
        });
        return map;
    }
}
