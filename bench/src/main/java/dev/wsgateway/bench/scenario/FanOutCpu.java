package dev.wsgateway.bench.scenario;

import dev.wsgateway.bench.contender.Contender;
import dev.wsgateway.bench.load.Interval;
import dev.wsgateway.bench.load.Publisher;
import dev.wsgateway.bench.load.Sockets;
import dev.wsgateway.bench.process.Usage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One channel, all sockets subscribed, a steady rate: what a delivery costs the nodes. */
final class FanOutCpu implements Scenario {
    @Override
    public Map<String, String> defaults() {
        return Map.of(
                "sockets", "5000",
                "deliveries", "40000",
                "seconds", "10",
                "warmup", "8",
                "bytes", "128",
                "history", "true",
                "protobuf", "false",
                "nodes", "2");
    }

    @Override
    public Map<String, Double> run(Contender contender, Parameters parameters) {
        int bytes = parameters.number("bytes");
        int count = parameters.number("sockets");
        double perSecond = parameters.number("deliveries") / (double) count;
        List<String> channel = List.of("news:x");
        try (Arena arena = new Arena(
                contender, parameters.flag("history"), parameters.flag("protobuf"), parameters.number("nodes"))) {
            Sockets sockets = arena.sockets(count, "news:x", 1, bytes);
            sockets.open();
            Publisher publisher = arena.publisher(16, bytes);
            publisher.publish(channel, perSecond, parameters.number("warmup"));
            Arena.pass(0.5);
            Interval before = sockets.interval();
            Usage nodes = arena.nodes();
            Usage redis = arena.redis();
            Publisher.Result result = publisher.publish(channel, perSecond, parameters.number("seconds"));
            Arena.pass(0.5);
            Usage nodesAfter = arena.nodes();
            Interval interval = sockets.interval();
            double millions = interval.messages() / 1e6;
            Map<String, Double> figures = new LinkedHashMap<>();
            figures.put("node CPU s per million", (nodesAfter.cpuSeconds() - nodes.cpuSeconds()) / millions);
            figures.put("p50 ms", interval.latencyMillis(50));
            figures.put("p99 ms", interval.latencyMillis(99));
            figures.put("missing", (double) (result.published() * count - interval.messages()));
            figures.put("Redis CPU s per million", (arena.redis().cpuSeconds() - redis.cpuSeconds()) / millions);
            figures.put("generator CPU s per million", (interval.cpuSeconds() - before.cpuSeconds()) / millions);
            return figures;
        }
    }
}
