package dev.wsgateway.operator.redis;

import dev.wsgateway.operator.plan.PlannedGroup;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.cluster.api.sync.RedisClusterCommands;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

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
    private final List<GroupState> states = new ArrayList<>();
    private final List<GroupFault> faults = new ArrayList<>();
    private final List<GroupChange> changes = new ArrayList<>();

    GroupProvisioner(RedisClusterCommands<String, String> redis, Set<KnownGroup> known) {
        this.redis = redis;
        this.known = known;
    }

    List<GroupState> states() {
        return states;
    }

    List<GroupFault> faults() {
        return faults;
    }

    List<GroupChange> changes() {
        return changes;
    }

    /** Makes what is missing and reads what is there. A group that fails does not keep the others from being made. */
    void provision(List<PlannedGroup> groups) {
        for (PlannedGroup group : groups) {
            try {
                Map<String, Map<String, Object>> there = groupsOf(group.key());
                if (!there.containsKey(group.group()) || !redis.hexists(group.registryKey(), group.group())) {
                    ensure(group);
                    there = groupsOf(group.key());
                }
                Map<String, Object> info = there.getOrDefault(group.group(), Map.of());
                states.add(new GroupState(
                        group.stream(),
                        group.group(),
                        StreamInfo.lag(info, StreamInfo.fields(redis.xinfoStream(group.key()))),
                        StreamInfo.number(info.get("pending")),
                        StreamInfo.number(info.get("consumers"))));
            } catch (RedisCommandExecutionException e) {
                if (RedisErrors.isOfTheServer(e)) {
                    throw e;
                }
                faults.add(new GroupFault(
                        group.stream(),
                        group.group(),
                        group.key(),
                        RedisErrors.problem(e),
                        String.valueOf(e.getMessage())));
            }
        }
    }

    private void ensure(PlannedGroup group) {
        String outcome = redis.eval(
                ENSURE,
                ScriptOutputType.VALUE,
                new String[] {group.key(), group.registryKey()},
                group.group(),
                switch (group.from()) {
                    case EARLIEST -> "0";
                    case LATEST -> "$";
                },
                known.contains(new KnownGroup(group.stream(), group.group())) ? "1" : "0");
        if (!outcome.equals("EXISTS")) {
            changes.add(new GroupChange(GroupChange.Kind.valueOf(outcome), group.stream(), group.group()));
        }
    }

    private Map<String, Map<String, Object>> groupsOf(String key) {
        Map<String, Map<String, Object>> groups = new HashMap<>();
        try {
            for (Object reply : redis.xinfoGroups(key)) {
                Map<String, Object> fields = StreamInfo.fields(reply);
                groups.put(String.valueOf(fields.get("name")), fields);
            }
        } catch (RedisCommandExecutionException e) {
            if (!String.valueOf(e.getMessage()).startsWith("ERR no such key")) {
                throw e;
            }
        }
        return groups;
    }
}
