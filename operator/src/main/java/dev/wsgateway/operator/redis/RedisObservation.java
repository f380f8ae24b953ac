package dev.wsgateway.operator.redis;

import dev.wsgateway.redis.GatewayReport;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What one look at a Redis showed. */
public sealed interface RedisObservation {

    /**
     * It can be used.
     *
     * @param version as the server names it: {@code 7.0.15}, or {@code Valkey 8.1.1}
     * @param groups the groups that are there, in the plan's order
     * @param faults the groups that are not
     * @param gateways the gateways that report
     * @param publishStream what is in the publish stream; null where no gateway knows
     * @param streams how the streams are split, in the plan's order
     */
    record Available(
            String version,
            List<GroupState> groups,
            List<GroupFault> faults,
            List<GatewayLoad> gateways,
            GatewayReport.@Nullable Share publishStream,
            List<StreamState> streams)
            implements RedisObservation {
        /** One whose publish stream nobody knows. */
        public Available(String version, List<GroupState> groups, List<GroupFault> faults, List<GatewayLoad> gateways) {
            this(version, groups, faults, gateways, null, List.of());
        }

        public Available {
            groups = List.copyOf(groups);
            faults = List.copyOf(faults);
            gateways = List.copyOf(gateways);
            streams = List.copyOf(streams);
        }

        /** Open sockets of all gateways. */
        public long connections() {
            return gateways.stream().mapToLong(GatewayLoad::connections).sum();
        }

        /** Gateways that are about to end. */
        public List<GatewayLoad> ending() {
            return gateways.stream().filter(GatewayLoad::ends).toList();
        }

        /** When subscribers last had to be told of a loss; null where none of these gateways did. */
        public @Nullable Instant lastLoss() {
            return gateways.stream()
                    .map(GatewayLoad::losses)
                    .filter(Objects::nonNull)
                    .map(losses -> Instant.ofEpochMilli(losses.last()))
                    .max(Comparator.naturalOrder())
                    .orElse(null);
        }
    }

    /**
     * It cannot.
     *
     * @param message what to look at, for a person
     */
    record Unavailable(RedisProblem problem, String message) implements RedisObservation {}
}
