package dev.wsgateway.bench.scenario;

import dev.wsgateway.bench.contender.Contender;
import dev.wsgateway.bench.load.Interval;
import dev.wsgateway.bench.load.Sockets;
import dev.wsgateway.bench.process.Usage;
import java.util.LinkedHashMap;
import java.util.Map;

/** Each socket sends a message that goes into a Redis Stream, and the next one when that is acknowledged. */
final class Inbound implements Scenario {
    @Override
    public Map<String, String> defaults() {
        return Map.of("sockets", "200", "seconds", "10", "warmup", "8", "bytes", "128");
    }

    @Override
    public Map<String, Double> run(Contender contender, Parameters parameters) {
        try (Arena arena = new Arena(contender, true, false)) {
            Sockets sockets = arena.sockets(parameters.number("sockets"), "news:x", 1, parameters.number("bytes"));
            sockets.open();
            sockets.append();
            Arena.pass(parameters.number("warmup"));
            Interval before = sockets.interval();
            Usage nodes = arena.nodes();
            Usage redis = arena.redis();
            long begin = System.nanoTime();
            Arena.pass(parameters.number("seconds"));
            double seconds = (System.nanoTime() - begin) / 1e9;
            Usage after = arena.nodes();
            Usage redisAfter = arena.redis();
            Interval interval = sockets.interval();
            double millions = interval.acknowledgements().getTotalCount() / 1e6;
            Map<String, Double> figures = new LinkedHashMap<>();
            figures.put("messages/s", millions * 1e6 / seconds);
            figures.put("node CPU s per million", (after.cpuSeconds() - nodes.cpuSeconds()) / millions);
            figures.put("p99 ms", interval.acknowledgements().getValueAtPercentile(99) / 1000.0);
            figures.put("lost sockets", (double) interval.lost());
            figures.put("Redis CPU s per million", (redisAfter.cpuSeconds() - redis.cpuSeconds()) / millions);
            figures.put("generator CPU s per million", (interval.cpuSeconds() - before.cpuSeconds()) / millions);
            return figures;
        }
    }
}
