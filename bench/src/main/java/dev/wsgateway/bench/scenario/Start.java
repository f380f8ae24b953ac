package dev.wsgateway.bench.scenario;

import dev.wsgateway.bench.contender.Contender;
import dev.wsgateway.bench.process.Usage;
import java.util.LinkedHashMap;
import java.util.Map;

/** From nothing to a node that serves, and what it then takes with no connection. */
final class Start implements Scenario {
    @Override
    public Map<String, String> defaults() {
        return Map.of("seconds", "5");
    }

    @Override
    public Map<String, Double> run(Contender contender, Parameters parameters) {
        long begin = System.nanoTime();
        try (Arena arena = new Arena(contender, true, false, 1)) {
            double seconds = (System.nanoTime() - begin) / 1e9;
            Usage ready = arena.nodes();
            Arena.pass(parameters.number("seconds"));
            Map<String, Double> figures = new LinkedHashMap<>();
            figures.put("seconds until ready, with Redis' own start", seconds);
            figures.put("CPU s until ready", ready.cpuSeconds());
            figures.put("RSS MiB", arena.nodes().rssKib() / 1024.0);
            return figures;
        }
    }
}
