package dev.wsgateway.bench.scenario;

import java.util.Map;
import java.util.TreeMap;

/** Sizes of a scenario, by name. */
public record Parameters(Map<String, String> values) {
    /**
     * A scenario's defaults, with some of them replaced.
     *
     * @throws IllegalArgumentException when one is given that the scenario does not have
     */
    public static Parameters of(Map<String, String> defaults, Map<String, String> given) {
        Map<String, String> values = new TreeMap<>(defaults);
        given.forEach((name, value) -> {
            if (values.replace(name, value) == null) {
                throw new IllegalArgumentException("no parameter '" + name + "': one of " + defaults.keySet());
            }
        });
        return new Parameters(values);
    }

    private String get(String name) {
        String value = values.get(name);
        if (value == null) {
            throw new IllegalStateException("no parameter '" + name + "'");
        }
        return value;
    }

    int number(String name) {
        return Integer.parseInt(get(name));
    }

    boolean flag(String name) {
        return Boolean.parseBoolean(get(name));
    }
}
