package dev.wsgateway.operator.kubernetes;

import dev.wsgateway.api.v1alpha1.WebSocketGateway;
import dev.wsgateway.operator.redis.HostNames;
import dev.wsgateway.operator.redis.RedisWatch;
import dev.wsgateway.operator.scale.Autoscaler;
import dev.wsgateway.redis.RedisNames;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.ResourceEventAware;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import java.time.Clock;
import java.time.Duration;

/** Asks for a reconciliation when a gateway's Redis changed, and stops watching it when the gateway is deleted. */
final class RedisEventSource extends SimpleInboundEventSource<WebSocketGateway>
        implements ResourceEventAware<WebSocketGateway> {
    /** Longer than a look at a healthy Redis takes, shorter than what a person watching kubectl bears. */
    private static final Duration DEADLINE = Duration.ofSeconds(5);

    private final RedisWatch watch;
    private final Autoscaler autoscaler;
    private final GroupMetrics groupMetrics;

    RedisEventSource(Duration interval, Clock clock, GroupMetrics groupMetrics) {
        super("redis");
        this.autoscaler = new Autoscaler(clock);
        this.groupMetrics = groupMetrics;
        this.watch = new RedisWatch(
                HostNames.OF_THE_GATEWAYS_NAMESPACE, interval, DEADLINE, clock, autoscaler::isDue, this::changed);
    }

    RedisWatch watch() {
        return watch;
    }

    GroupMetrics groupMetrics() {
        return groupMetrics;
    }

    Autoscaler autoscaler() {
        return autoscaler;
    }

    private void changed(RedisNames names) {
        if (isRunning()) {
            propagateEvent(new ResourceID(names.name(), names.namespace()));
        }
    }

    @Override
    public void onResourceDeleted(WebSocketGateway gateway) {
        RedisNames names = new RedisNames(
                gateway.getMetadata().getNamespace(), gateway.getMetadata().getName());
        watch.forget(names);
        autoscaler.forget(names);
        groupMetrics.forget(names);
    }
}
