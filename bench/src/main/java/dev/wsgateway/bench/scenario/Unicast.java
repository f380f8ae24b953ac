package dev.wsgateway.bench.scenario;

import dev.wsgateway.bench.contender.Contender;
import dev.wsgateway.bench.load.Interval;
import dev.wsgateway.bench.load.Publisher;
import dev.wsgateway.bench.load.Sockets;
import dev.wsgateway.bench.process.Usage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** A channel for each user, half of them on the other node than the one whose HTTP API is called, as fast as it answers. */
final class Unicast implements Scenario {
    @Override
    public Map<String, String> defaults() {
        return Map.of(
                "users", "10000",
                "channels", "10000",
                "connections", "64",
                "seconds", "10",
                "warmup", "8",
                "bytes", "128",
                "history", "true");
    }

    @Override
    public Map<String, Double> run(Contender contender, Parameters parameters) {
        int bytes = parameters.number("bytes");
        int channels = parameters.number("channels");
        int perChannel = parameters.number("users") / channels;
        List<String> names =
                IntStream.range(0, channels).mapToObj(i -> "news:u" + i).toList();
        try (Arena arena = new Arena(contender, parameters.flag("history"), false)) {
            Sockets sockets = arena.sockets(parameters.number("users"), "news:u%d", channels, bytes);
            sockets.open();
            Publisher publisher = arena.publisher(parameters.number("connections"), bytes);
            publisher.publish(names, Publisher.UNLIMITED, parameters.number("warmup"));
            Arena.pass(1);
            Interval before = sockets.interval();
            Usage nodes = arena.nodes();
            Usage redis = arena.redis();
            Publisher.Result result = publisher.publish(names, Publisher.UNLIMITED, parameters.number("seconds"));
            Arena.pass(1);
            Usage after = arena.nodes();
            Usage redisAfter = arena.redis();
            Interval interval = sockets.interval();
            double millions = result.published() / 1e6;
            Map<String, Double> figures = new LinkedHashMap<>();
            figures.put("publishes/s", result.rate());
            figures.put("node CPU s per million", (after.cpuSeconds() - nodes.cpuSeconds()) / millions);
            figures.put("answer p99 ms", result.answers());
            figures.put("delivery p99 ms", interval.latencyMillis(99));
            figures.put("missing", (double) (result.published() * perChannel - interval.messages()));
            figures.put("refused", (double) result.refused());
            figures.put("Redis CPU s per million", (redisAfter.cpuSeconds() - redis.cpuSeconds()) / millions);
            figures.put("generator CPU s per million", (interval.cpuSeconds() - before.cpuSeconds()) / millions);
            return figures;
        }
    }
}
