package dev.wsgateway.operator.redis;

import dev.wsgateway.operator.plan.PlannedStream;
import dev.wsgateway.redis.RedisNames;
import java.util.List;
import java.util.Set;

/**
 * What one gateway wants of its Redis.
 *
 * @param names the gateway's names
 * @param streams streams that must be there, with their groups
 * @param known groups that were there before, as the status remembers them
 */
public record RedisRequest(RedisNames names, RedisTarget target, List<PlannedStream> streams, Set<KnownGroup> known) {
    public RedisRequest {
        streams = List.copyOf(streams);
        known = Set.copyOf(known);
    }

    /** Whether the other wants the same; what is remembered of before is no want. */
    boolean sameWants(RedisRequest other) {
        return names.equals(other.names) && target.equals(other.target) && streams.equals(other.streams);
    }
}
