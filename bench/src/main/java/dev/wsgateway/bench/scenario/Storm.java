package dev.wsgateway.bench.scenario;

import dev.wsgateway.bench.contender.Contender;
import dev.wsgateway.bench.load.Publisher;
import dev.wsgateway.bench.load.Sockets;
import dev.wsgateway.bench.process.Usage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All sockets go away, messages are published, and all come back at once and ask for what they missed. */
final class Storm implements Scenario {
    @Override
    public Map<String, String> defaults() {
        return Map.of("sockets", "10000", "missed", "20", "bytes", "128");
    }

    @Override
    public Map<String, Double> run(Contender contender, Parameters parameters) {
        int missed = parameters.number("missed");
        try (Arena arena = new Arena(contender, true, false)) {
            Sockets sockets = arena.sockets(parameters.number("sockets"), "news:x", 1, parameters.number("bytes"));
            sockets.open();
            Publisher publisher = arena.publisher(1, parameters.number("bytes"));
            // So that nobody starts from an empty channel.
            publisher.publish(List.of("news:x"), 10, 1);
            sockets.closeAll();
            Arena.pass(2);
            publisher.publish(List.of("news:x"), missed / 2.0, 2);
            Usage before = arena.nodes();
            double seconds = sockets.recover(missed);
            Usage after = arena.nodes();
            Map<String, Double> figures = new LinkedHashMap<>();
            figures.put("seconds until all have all", seconds);
            figures.put("node CPU s", after.cpuSeconds() - before.cpuSeconds());
            figures.put("RSS MiB before", before.rssKib() / 1024.0);
            figures.put("RSS MiB after", after.rssKib() / 1024.0);
            figures.put("RSS MiB growth", (after.rssKib() - before.rssKib()) / 1024.0);
            return figures;
        }
    }
}
