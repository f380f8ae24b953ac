package dev.wsgateway.operator.redis;

import dev.wsgateway.operator.plan.PlannedGroup;
import dev.wsgateway.redis.RedisNames;
import java.util.List;
import java.util.Set;

/**
 * What one gateway wants of its Redis.
 *
 * @param names the gateway's names
 * @param groups groups that must be there
 * @param known groups that were there before, as the status remembers them
 */
public record RedisRequest(RedisNames names, RedisTarget target, List<PlannedGroup> groups, Set<KnownGroup> known) {
    public RedisRequest {
        groups = List.copyOf(groups);
        known = Set.copyOf(known);
    }

    /** Whether the other wants the same; what is remembered of before is no want. */
    boolean sameWants(RedisRequest other) {
        return names.equals(other.names) && target.equals(other.target) && groups.equals(other.groups);
    }
}
