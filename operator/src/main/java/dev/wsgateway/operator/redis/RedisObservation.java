package dev.wsgateway.operator.redis;

import dev.wsgateway.redis.GatewayReport;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one look at a Redis showed. */
public sealed interface RedisObservation {

    /**
     * It can be used.
     *
     * @param version as the server names it: {@code 7.0.15}, or {@code Valkey 8.1.1}
     * @param groups the groups that are there, in the plan's order
     * @param faults the groups that are not
     * @param connections open sockets of all gateways that report
     * @param publishStream what is in the publish stream; null where no gateway knows
     */
    record Available(
            String version,
            List<GroupState> groups,
            List<GroupFault> faults,
            long connections,
            GatewayReport.@Nullable Share publishStream)
            implements RedisObservation {
        /** One whose publish stream nobody knows. */
        public Available(String version, List<GroupState> groups, List<GroupFault> faults, long connections) {
            this(version, groups, faults, connections, null);
        }

        public Available {
            groups = List.copyOf(groups);
            faults = List.copyOf(faults);
        }
    }

    /**
     * It cannot.
     *
     * @param message what to look at, for a person
     */
    record Unavailable(RedisProblem problem, String message) implements RedisObservation {}
}
