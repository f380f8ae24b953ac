package dev.wsgateway.operator.kubernetes;

import dev.wsgateway.operator.redis.GroupState;
import dev.wsgateway.operator.redis.RedisObservation;
import dev.wsgateway.redis.RedisNames;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** How far the consumer groups of all gateways are, as the operator's metrics. Any thread. */
final class GroupMetrics {
    private final Clock clock;
    private final Map<RedisNames, List<GroupState>> groups = new ConcurrentHashMap<>();
    private final MultiGauge lag;
    private final MultiGauge pending;
    private final MultiGauge consumers;
    private final MultiGauge deadLetters;
    private final MultiGauge oldestPending;

    GroupMetrics(MeterRegistry registry, Clock clock) {
        this.clock = clock;
        lag = gauge(registry, "wsgateway.group.lag", "Entries not yet delivered to the group");
        pending = gauge(registry, "wsgateway.group.pending", "Entries delivered to the group and not yet acknowledged");
        consumers = gauge(registry, "wsgateway.group.consumers", "Consumers of the group that Redis knows");
        deadLetters =
                gauge(registry, "wsgateway.group.dead.letters", "Entries that could not be delivered to the group");
        oldestPending = MultiGauge.builder("wsgateway.group.oldest.pending.age")
                .description("Age of the oldest entry that is delivered and not acknowledged; 0 where there is none")
                .baseUnit("seconds")
                .register(registry);
    }

    private static MultiGauge gauge(MeterRegistry registry, String name, String description) {
        return MultiGauge.builder(name).description(description).register(registry);
    }

    /** Takes what was seen of a gateway's groups. */
    void seen(RedisNames gateway, @Nullable RedisObservation seen) {
        if (seen instanceof RedisObservation.Available available) {
            groups.put(gateway, available.groups());
        } else {
            groups.remove(gateway);
        }
        write();
    }

    /** Forgets a gateway that is gone. */
    void forget(RedisNames gateway) {
        groups.remove(gateway);
        write();
    }

    private synchronized void write() {
        lag.register(rows(GroupState::lag), true);
        pending.register(rows(GroupState::pending), true);
        consumers.register(rows(GroupState::consumers), true);
        deadLetters.register(rows(GroupState::deadLetters), true);
        oldestPending.register(rows(this::age), true);
    }

    private Number age(GroupState group) {
        Long oldest = group.oldestPending();
        return oldest == null ? 0 : Math.max(0, clock.millis() - oldest) / 1000.0;
    }

    private List<MultiGauge.Row<?>> rows(Function<GroupState, @Nullable Number> value) {
        List<MultiGauge.Row<?>> rows = new ArrayList<>();
        groups.forEach((gateway, states) -> {
            for (GroupState group : states) {
                Number number = value.apply(group);
                if (number != null) {
                    rows.add(MultiGauge.Row.of(
                            Tags.of(
                                    "namespace",
                                    gateway.namespace(),
                                    "gateway",
                                    gateway.name(),
                                    "stream",
                                    group.stream(),
                                    "group",
                                    group.group()),
                            number));
                }
            }
        });
        return rows;
    }
}
