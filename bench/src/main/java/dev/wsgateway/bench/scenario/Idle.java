package dev.wsgateway.bench.scenario;

import dev.wsgateway.bench.contender.Contender;
import dev.wsgateway.bench.load.Sockets;
import dev.wsgateway.bench.process.Usage;
import java.util.LinkedHashMap;
import java.util.Map;

/** Sockets with one subscription that nothing is sent to: memory of the nodes, and how fast they are opened. */
final class Idle implements Scenario {
    @Override
    public Map<String, String> defaults() {
        return Map.of("sockets", "10000", "seconds", "10", "history", "true", "nodes", "2");
    }

    @Override
    public Map<String, Double> run(Contender contender, Parameters parameters) {
        int count = parameters.number("sockets");
        try (Arena arena = new Arena(contender, parameters.flag("history"), false, parameters.number("nodes"))) {
            Sockets sockets = arena.sockets(count, "news:x", 1, 128);
            Usage before = arena.nodes();
            long slab = Usage.kernelSlabKib();
            double seconds = sockets.open();
            Usage opened = arena.nodes();
            Arena.pass(parameters.number("seconds"));
            Usage after = arena.nodes();
            Map<String, Double> figures = new LinkedHashMap<>();
            figures.put("RSS KiB per socket", (after.rssKib() - before.rssKib()) / (double) count);
            figures.put("RSS MiB before", before.rssKib() / 1024.0);
            figures.put("RSS MiB after", after.rssKib() / 1024.0);
            figures.put("kernel slab KiB per socket", (Usage.kernelSlabKib() - slab) / (double) count);
            figures.put("opened/s", count / seconds);
            figures.put("CPU ms per opened socket", (opened.cpuSeconds() - before.cpuSeconds()) * 1000 / count);
            figures.put(
                    "CPU µs per idle socket and second",
                    (after.cpuSeconds() - opened.cpuSeconds()) * 1e6 / count / parameters.number("seconds"));
            return figures;
        }
    }
}
