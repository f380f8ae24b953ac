package dev.wsgateway.gateway.delivery;

import dev.wsgateway.gateway.metrics.GatewayMetrics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.function.ToLongFunction;

/** What is counted of one group's deliveries. Any thread. */
final class DeliveryMeters {
    private final MeterRegistry registry;
    private final Tags tags;
    private final Counter dead;
    private final Counter deadDropped;
    private final Counter gone;

    DeliveryMeters(GatewayMetrics metrics, String stream, String group) {
        registry = metrics.registry();
        tags = Tags.of("stream", stream, "group", group);
        dead = counter("wsgateway.push.dead.letters", "Messages that could not be delivered and are dead letters now");
        deadDropped = counter(
                "wsgateway.push.dead.letters.dropped",
                "Dead letters that were dropped because a partition had too many");
        gone = counter(
                "wsgateway.push.gone",
                "Messages that were trimmed or deleted from the stream before they were delivered");
    }

    private Counter counter(String name, String description) {
        return Counter.builder(name).description(description).tags(tags).register(registry);
    }

    /** Shows a figure of the workers that there are at the time. */
    void gauge(String name, String description, Iterable<PartitionWorker> workers, ToLongFunction<PartitionWorker> of) {
        Gauge.builder(name, () -> {
                    long sum = 0;
                    for (PartitionWorker worker : workers) {
                        sum += of.applyAsLong(worker);
                    }
                    return sum;
                })
                .description(description)
                .tags(tags)
                .strongReference(true)
                .register(registry);
    }

    void called(Outcome outcome, Duration took) {
        Timer.builder("wsgateway.push.call.duration")
                .description("Calls of the backend, by what became of them")
                .tags(tags)
                .tag("result", outcome.label())
                .register(registry)
                .record(took);
    }

    void buried(long dropped) {
        dead.increment();
        deadDropped.increment((double) dropped);
    }

    void gone(long entries) {
        gone.increment((double) entries);
    }
}
