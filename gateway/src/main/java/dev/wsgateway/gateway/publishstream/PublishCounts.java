package dev.wsgateway.gateway.publishstream;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** What became of the publish stream's entries. Any thread. */
final class PublishCounts {
    private final Counter published;
    private final Counter repeated;
    private final Counter dead;
    private final Counter deadDropped;

    PublishCounts(MeterRegistry registry) {
        published = entries(registry, "published");
        repeated = entries(registry, "repeated");
        dead = entries(registry, "dead");
        deadDropped = Counter.builder("wsgateway.publish.stream.dead.letters.dropped")
                .description("Dead letters of the publish stream that were dropped because a partition had too many")
                .register(registry);
    }

    private static Counter entries(MeterRegistry registry, String result) {
        return Counter.builder("wsgateway.publish.stream.entries")
                .description("Entries of the publish stream that this gateway is done with")
                .tag("result", result)
                .register(registry);
    }

    void applied(boolean fresh) {
        (fresh ? published : repeated).increment();
    }

    void buried(long dropped) {
        dead.increment();
        deadDropped.increment((double) dropped);
    }
}
