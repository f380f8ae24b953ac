package dev.wsgateway.operator.redis;

import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.cluster.api.sync.RedisClusterCommands;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One partition of a stream as Redis has it.
 *
 * @param sealed whether it takes no entries any more
 * @param groups its groups, by name
 * @param remembered names of the groups that were made here once
 * @param deadLetters number of them, by group
 * @param now of Redis, Unix time in milliseconds
 * @param length number of entries
 * @param redriven number of dead letters that are to be delivered once more
 */
record PartitionLook(
        boolean sealed,
        Map<String, Group> groups,
        Set<String> remembered,
        Map<String, Long> deadLetters,
        long now,
        long length,
        long redriven) {
    /** KEYS: the entries, the hash that remembers groups, the seal, dead and redriven letters of each group. One step, so that the numbers belong together. */
    private static final String LOOK = """
        local dead = {}
        for i = 4, #KEYS do dead[i - 3] = redis.call('XLEN', KEYS[i]) end
        local time = redis.call('TIME')
        local reply = {redis.call('EXISTS', KEYS[3]), redis.call('HKEYS', KEYS[2]), dead, time[1]}
        if redis.call('EXISTS', KEYS[1]) == 0 then return reply end
        reply[5] = redis.call('XINFO', 'STREAM', KEYS[1])
        for _, group in ipairs(redis.call('XINFO', 'GROUPS', KEYS[1])) do
          local name, consumers, oldest
          for i = 1, #group, 2 do
            if group[i] == 'name' then name = group[i + 1] end
          end
          local pending = redis.call('XPENDING', KEYS[1], name)
          local names = {}
          for _, consumer in ipairs(redis.call('XINFO', 'CONSUMERS', KEYS[1], name)) do
            for i = 1, #consumer, 2 do
              if consumer[i] == 'name' then names[#names + 1] = consumer[i + 1] end
            end
          end
          reply[#reply + 1] = {group, pending[2] or '', names}
        end
        return reply
        """;

    /**
     * One group.
     *
     * @param lag entries that it was not given yet; null where Redis can't tell
     * @param pending entries that it was given and has not acknowledged
     * @param oldestPending id of the first of them; null where there is none
     * @param consumers their names
     */
    record Group(@Nullable Long lag, long pending, @Nullable String oldestPending, Set<String> consumers) {
        /** Whether what it has not acknowledged is nine tenths of a length. */
        boolean isNearly(long max) {
            return lag != null && 10 * (lag + pending) >= 9 * max;
        }

        /** Whether it has acknowledged everything. */
        boolean isThrough() {
            return lag != null && lag == 0 && pending == 0;
        }
    }

    static PartitionLook at(RedisClusterCommands<String, String> redis, PartitionKeys keys, List<String> names) {
        List<String> all = new ArrayList<>(List.of(keys.entries(), keys.groups(), keys.seal()));
        names.forEach(group -> all.addAll(List.of(keys.dead(group), keys.redriven(group))));
        List<Object> reply = redis.eval(LOOK, ScriptOutputType.MULTI, all.toArray(String[]::new), new String[0]);
        Map<String, Long> dead = new HashMap<>();
        long redriven = 0;
        for (int i = 0; i < names.size(); i++) {
            dead.put(names.get(i), (Long) ((List<?>) reply.get(2)).get(2 * i));
            redriven += (Long) ((List<?>) reply.get(2)).get(2 * i + 1);
        }
        Set<String> remembered = new HashSet<>();
        ((List<?>) reply.get(1)).forEach(name -> remembered.add(String.valueOf(name)));
        Map<String, Group> groups = new HashMap<>();
        for (Object group : reply.subList(Math.min(5, reply.size()), reply.size())) {
            List<?> parts = (List<?>) group;
            Map<String, Object> info = StreamInfo.fields(parts.getFirst());
            String oldest = String.valueOf(parts.get(1));
            Set<String> consumers = new HashSet<>();
            ((List<?>) parts.get(2)).forEach(name -> consumers.add(String.valueOf(name)));
            groups.put(
                    String.valueOf(info.get("name")),
                    new Group(
                            StreamInfo.lag(info, StreamInfo.fields(reply.get(4))),
                            StreamInfo.number(info.get("pending")),
                            oldest.isEmpty() ? null : oldest,
                            consumers));
        }
        return new PartitionLook(
                reply.getFirst().equals(1L),
                groups,
                remembered,
                dead,
                1000 * Long.parseLong(String.valueOf(reply.get(3))),
                reply.size() < 5
                        ? 0
                        : StreamInfo.number(StreamInfo.fields(reply.get(4)).get("length")),
                redriven);
    }

    boolean has(String group) {
        return groups.containsKey(group) && remembered.contains(group);
    }
}
