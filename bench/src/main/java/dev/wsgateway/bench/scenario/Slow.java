package dev.wsgateway.bench.scenario;

import dev.wsgateway.bench.contender.Contender;
import dev.wsgateway.bench.load.Interval;
import dev.wsgateway.bench.load.Publisher;
import dev.wsgateway.bench.load.Sockets;
import dev.wsgateway.bench.process.Usage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Some of the sockets stop reading while messages go out: what that does to the others, and to memory. */
final class Slow implements Scenario {
    @Override
    public Map<String, String> defaults() {
        return Map.of(
                "sockets", "2000",
                "deaf", "200",
                "publications", "20",
                "seconds", "20",
                "warmup", "8",
                "bytes", "2048");
    }

    @Override
    public Map<String, Double> run(Contender contender, Parameters parameters) {
        int bytes = parameters.number("bytes");
        double perSecond = parameters.number("publications");
        List<String> channel = List.of("news:x");
        try (Arena arena = new Arena(contender, true, false)) {
            Sockets sockets = arena.sockets(parameters.number("sockets"), "news:x", 1, bytes);
            sockets.open();
            Publisher publisher = arena.publisher(4, bytes);
            publisher.publish(channel, perSecond, parameters.number("warmup"));
            Interval _ = sockets.interval();
            publisher.publish(channel, perSecond, 5);
            Interval fast = sockets.interval();
            Usage before = arena.nodes();
            sockets.deafen(parameters.number("deaf"));
            publisher.publish(channel, perSecond, parameters.number("seconds"));
            Interval slow = sockets.interval();
            Usage after = arena.nodes();
            Map<String, Double> figures = new LinkedHashMap<>();
            figures.put("p99 ms of the others", slow.latencyMillis(99));
            figures.put("p99 ms before", fast.latencyMillis(99));
            figures.put("RSS MiB growth", (after.rssKib() - before.rssKib()) / 1024.0);
            figures.put("closed by the server", (double) slow.lost());
            return figures;
        }
    }
}
