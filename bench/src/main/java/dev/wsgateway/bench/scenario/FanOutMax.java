package dev.wsgateway.bench.scenario;

import dev.wsgateway.bench.contender.Contender;
import dev.wsgateway.bench.load.Interval;
import dev.wsgateway.bench.load.Publisher;
import dev.wsgateway.bench.load.Sockets;
import dev.wsgateway.bench.process.Usage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One channel, all sockets subscribed, a rising rate: the highest one at which all arrives and the 99th percentile stays
 * below a bound. Steps up by half until one fails, then halves the distance.
 */
final class FanOutMax implements Scenario {
    private static final List<String> CHANNEL = List.of("news:x");
    private static final int HALVINGS = 3;

    @Override
    public Map<String, String> defaults() {
        return Map.of(
                "sockets", "5000",
                "from", "40000",
                "millis", "500",
                "seconds", "4",
                "warmup", "8",
                "bytes", "128",
                "history", "true",
                "protobuf", "false");
    }

    private record Step(double rate, double p50, double p99, double cpuPerMillion, boolean passed) {}

    @Override
    public Map<String, Double> run(Contender contender, Parameters parameters) {
        try (Arena arena = new Arena(contender, parameters.flag("history"), parameters.flag("protobuf"))) {
            int bytes = parameters.number("bytes");
            Sockets sockets = arena.sockets(parameters.number("sockets"), "news:x", 1, bytes);
            sockets.open();
            Publisher publisher = arena.publisher(64, bytes);
            double rate = parameters.number("from");
            publisher.publish(CHANNEL, rate / parameters.number("sockets"), parameters.number("warmup"));
            Arena.pass(1);
            Step best = new Step(0, 0, 0, 0, false);
            Step step = step(arena, sockets, publisher, rate, parameters);
            while (step.passed()) {
                best = step;
                rate *= 1.5;
                step = step(arena, sockets, publisher, rate, parameters);
            }
            double failed = rate;
            for (int i = 0; i < HALVINGS && best.passed(); i++) {
                step = step(arena, sockets, publisher, Math.sqrt(best.rate() * failed), parameters);
                if (step.passed()) {
                    best = step;
                } else {
                    failed = step.rate();
                }
            }
            Map<String, Double> figures = new LinkedHashMap<>();
            figures.put("deliveries/s", best.rate());
            figures.put("p50 ms", best.p50());
            figures.put("p99 ms", best.p99());
            figures.put("node CPU s per million", best.cpuPerMillion());
            return figures;
        }
    }

    private static Step step(Arena arena, Sockets sockets, Publisher publisher, double rate, Parameters parameters) {
        int count = parameters.number("sockets");
        double seconds = parameters.number("seconds");
        Interval before = sockets.interval();
        Usage nodes = arena.nodes();
        Publisher.Result result = publisher.publish(CHANNEL, rate / count, seconds);
        long expected = before.total() + result.published() * count;
        Interval interval = sockets.interval();
        long lastTotal = -1;
        while (interval.total() < expected && interval.total() != lastTotal) {
            lastTotal = interval.total();
            Arena.pass(1);
            Interval more = sockets.interval();
            more.latencies().add(interval.latencies());
            interval = more;
        }
        Usage after = arena.nodes();
        double p99 = interval.latencyMillis(99);
        boolean complete = interval.total() == expected && interval.lost() == before.lost();
        double cpu = (after.cpuSeconds() - nodes.cpuSeconds()) / (interval.messages() / 1e6);
        System.err.printf(
                "  %,9.0f/s: p50 %.0f ms, p99 %.0f ms, %s%n",
                rate, interval.latencyMillis(50), p99, complete ? "complete" : "incomplete " + interval.failure());
        return new Step(
                rate,
                interval.latencyMillis(50),
                p99,
                cpu,
                complete && result.refused() == 0 && p99 < parameters.number("millis"));
    }
}
