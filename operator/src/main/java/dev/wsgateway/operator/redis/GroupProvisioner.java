package dev.wsgateway.operator.redis;

import dev.wsgateway.operator.plan.PlannedGroup;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.cluster.api.sync.RedisClusterCommands;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes the groups of a plan in one Redis, or finds them there. Not for concurrent use. */
final class GroupProvisioner {
    /**
     * Makes one group and remembers it, in one step on one slot. KEYS: the entries, the hash that remembers; ARGV: the
     * group, where a new one begins, and 1 where the status knows it from before. Repeating it changes nothing.
     */
    private static final String ENSURE = """
        local known = redis.call('HEXISTS', KEYS[2], ARGV[1]) == 1
        local lost = known or ARGV[3] == '1'
        local from = ARGV[2]
        if lost then from = '0' end
        local made = redis.pcall('XGROUP', 'CREATE', KEYS[1], ARGV[1], from, 'MKSTREAM')
        if made.err and not string.find(made.err, 'BUSYGROUP') then return made end
        if not known then
          local position = from
          if made.err or from == '$' then
            local stream = redis.call('XINFO', 'STREAM', KEYS[1])
            for i = 1, #stream, 2 do
              if stream[i] == 'last-generated-id' then position = stream[i + 1] end
            end
          end
          redis.call('HSET', KEYS[2], ARGV[1], position)
        end
        if made.err then
          if lost then return 'EXISTS' end
          return 'ADOPTED'
        end
        if lost then return 'RESTORED' end
        return 'CREATED'
        """;

    private final RedisClusterCommands<String, String> redis;
    private final Set<KnownGroup> known;

    GroupProvisioner(RedisClusterCommands<String, String> redis, Set<KnownGroup> known) {
        this.redis = redis;
        this.known = known;
    }

    /**
     * Makes a group that a partition lacks.
     *
     * @return what became of it; null where it was known and is there
     */
    @Nullable
    GroupChange ensure(PartitionKeys partition, PlannedGroup group) {
        String from = switch (group.from()) {
            case EARLIEST -> "0";
            case LATEST -> "$";
        };
        boolean lost = known.contains(new KnownGroup(group.stream(), group.group()));
        String outcome = ensure(partition, group, from, lost);
        return outcome.equals("EXISTS")
                ? null
                : new GroupChange(GroupChange.Kind.valueOf(outcome), group.stream(), group.group());
    }

    /** Makes a group of a partition that has not taken any entry. */
    void ensureFirst(PartitionKeys partition, PlannedGroup group) {
        ensure(partition, group, "0", false);
    }

    private String ensure(PartitionKeys partition, PlannedGroup group, String from, boolean lost) {
        return redis.eval(
                ENSURE,
                ScriptOutputType.VALUE,
                new String[] {partition.entries(), partition.groups()},
                group.group(),
                from,
                lost ? "1" : "0");
    }
}
