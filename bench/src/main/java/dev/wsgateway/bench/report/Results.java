package dev.wsgateway.bench.report;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * All repeats of one scenario with one set of parameters, on one machine.
 *
 * @param commit of this repository
 * @param samples of each contender by name, one a repeat: figures by name
 */
public record Results(
        Machine machine,
        String commit,
        String scenario,
        Map<String, String> parameters,
        Map<String, List<Map<String, Double>>> samples) {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** Reads what is there of the same scenario, to add repeats to it. */
    public static Results open(Path file, Results fresh) {
        if (!Files.exists(file)) {
            return fresh;
        }
        Results old;
        try {
            old = JSON.readValue(Files.readString(file), Results.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (!old.machine.equals(fresh.machine)) {
            throw new IllegalArgumentException(
                    file + " is from another machine, and only what ran side by side can be compared: remove it first");
        }
        if (!old.parameters.equals(fresh.parameters) || !old.commit.equals(fresh.commit)) {
            return fresh;
        }
        return old;
    }

    /** Adds a repeat. */
    public void add(String contender, Map<String, Double> figures) {
        samples.computeIfAbsent(contender, name -> new ArrayList<>()).add(figures);
    }

    /** Names of all figures, in order. */
    public Set<String> figures() {
        Set<String> names = new LinkedHashSet<>();
        samples.values().forEach(all -> all.forEach(one -> names.addAll(one.keySet())));
        return names;
    }

    /** Smallest, median and largest of a contender's figure. */
    public Spread spread(String contender, String figure) {
        return Spread.of(samples.getOrDefault(contender, List.of()).stream()
                .filter(one -> one.containsKey(figure))
                .map(one -> one.get(figure))
                .toList());
    }

    /** Writes it. */
    public void write(Path file) {
        try {
            Files.writeString(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(this) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One without samples. */
    public static Results none(Machine machine, String commit, String scenario, Map<String, String> parameters) {
        return new Results(machine, commit, scenario, parameters, new LinkedHashMap<>());
    }
}
