package dev.wsgateway.bench;

import dev.wsgateway.bench.contender.Contender;
import dev.wsgateway.bench.process.Noise;
import dev.wsgateway.bench.report.Machine;
import dev.wsgateway.bench.report.Plot;
import dev.wsgateway.bench.report.Results;
import dev.wsgateway.bench.report.Table;
import dev.wsgateway.bench.scenario.Parameters;
import dev.wsgateway.bench.scenario.Scenario;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Runs one scenario on contenders in turn, as often as asked, and writes {@code NAME.json}, {@code NAME.md} and {@code
 * NAME.svg}. Arguments: folder of the results, commit, scenario or {@code NAME=SCENARIO} to name the files, contenders
 * with commas, repeats, then parameters as {@code name=value}. A run adds to the results that are there when commit and
 * parameters are the same.
 */
public final class Main {
    private Main() {}

    /** Ends with 1 when a contender failed. */
    public static void main(String[] arguments) throws IOException {
        Path folder = Files.createDirectories(Path.of(arguments[0]));
        String scenarioName = arguments[2].substring(arguments[2].indexOf('=') + 1);
        String name = arguments[2].contains("=") ? arguments[2].substring(0, arguments[2].indexOf('=')) : scenarioName;
        Scenario scenario = Scenario.of(scenarioName);
        List<String> contenders = List.of(arguments[3].split(","));
        Map<String, String> given = new LinkedHashMap<>();
        Arrays.stream(arguments)
                .skip(5)
                .map(argument -> argument.split("=", 2))
                .forEach(pair -> given.put(pair[0], pair[1]));
        Parameters parameters = Parameters.of(scenario.defaults(), given);
        Map<String, String> described = new TreeMap<>(parameters.values());
        String flags = System.getProperty("bench.jvm");
        if (flags != null) {
            described.put("jvm", flags);
        }
        Path file = folder.resolve(name + ".json");
        Results results = Results.open(file, Results.none(Machine.here(), arguments[1], scenarioName, described));
        boolean failed = false;
        for (int repeat = 0; repeat < Integer.parseInt(arguments[4]); repeat++) {
            for (String contender : contenders) {
                System.err.println(scenarioName + ": " + contender);
                try {
                    Noise noise = new Noise();
                    Map<String, Double> figures =
                            new LinkedHashMap<>(scenario.run(Contender.of(contender), parameters));
                    figures.put("others' CPU %", noise.percent());
                    System.err.println("  " + figures);
                    results.add(contender, figures);
                    results.write(file);
                } catch (IllegalStateException e) {
                    failed = true;
                    System.err.println("  failed: " + e.getMessage());
                }
            }
        }
        if (!results.samples().isEmpty()) {
            Files.writeString(folder.resolve(name + ".md"), Table.of(results));
            Files.writeString(folder.resolve(name + ".svg"), Plot.of(results));
            System.out.println(Table.of(results));
        }
        System.exit(failed ? 1 : 0);
    }
}
