package dev.wsgateway.gateway.lifecycle;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** What became of events. Any thread. */
final class LifecycleCounts {
    private final Counter told;
    private final Counter lost;
    private final Counter reaped;
    private final Counter restarts;

    LifecycleCounts(MeterRegistry registry) {
        told = counter(registry, "events", "Lifecycle events that this gateway added to the stream");
        lost = counter(registry, "lost", "Lifecycle events that were lost, and are told as lost");
        reaped = counter(registry, "reaped", "Connections of dead gateways that this gateway told as disconnected");
        restarts =
                counter(registry, "restarts", "Times that this gateway told anew of all its connections and channels");
    }

    private static Counter counter(MeterRegistry registry, String name, String description) {
        return Counter.builder("wsgateway.lifecycle." + name)
                .description(description)
                .register(registry);
    }

    void told() {
        told.increment();
    }

    void lost(long events) {
        lost.increment((double) events);
    }

    void reaped(long clients) {
        reaped.increment((double) clients);
    }

    void restarted() {
        restarts.increment();
    }
}
