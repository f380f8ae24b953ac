package dev.wsgateway.operator.redis;

import dev.wsgateway.redis.PartitionLayout;
import dev.wsgateway.redis.PartitionLayout.Version;
import dev.wsgateway.redis.RedisNames;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SetArgs;
import io.lettuce.core.cluster.api.sync.RedisClusterCommands;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The layouts of partitions in Redis. Each step may be repeated, and by another operator as well. */
final class LayoutStore {
    /** Writes a layout where the one that it was made from still stands. KEYS: layouts; ARGV: stream, old, new. */
    private static final String REPLACE = """
        if (redis.call('HGET', KEYS[1], ARGV[1]) or '') ~= ARGV[2] then return 0 end
        redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
        return 1
        """;

    private final RedisClusterCommands<String, String> redis;
    private final RedisNames names;

    LayoutStore(RedisClusterCommands<String, String> redis, RedisNames names) {
        this.redis = redis;
        this.names = names;
    }

    /**
     * The layout of a stream; where there is none, the first one is written.
     *
     * @throws IllegalArgumentException when it is not readable
     */
    PartitionLayout read(String stream, int partitions) {
        String text = redis.hget(names.layouts(), stream);
        if (text != null) {
            return PartitionLayout.parse(text);
        }
        PartitionLayout initial = PartitionLayout.initial(partitions);
        return redis.hsetnx(names.layouts(), stream, initial.toJson()) ? initial : read(stream, partitions);
    }

    /** Has a partition take no entries any more. */
    void seal(String stream, Version version) {
        version.numbers()
                .forEach(partition -> redis.set(
                        names.seal(stream, partition), Integer.toString(version.version() + 1), SetArgs.Builder.nx()));
    }

    /**
     * Brings the next version into force. Its partitions must have their groups, and those of the current version must be
     * sealed.
     *
     * @return the layout that is in force, which may be somebody else's
     */
    PartitionLayout advance(String stream, PartitionLayout before, Version next) {
        List<String> time = new ArrayList<>(redis.time());
        long now = Long.parseLong(time.get(0)) * 1000 + Long.parseLong(time.get(1)) / 1000;
        replace(stream, before, before.advance(next, now));
        return read(stream, next.partitions());
    }

    /**
     * Takes a version out whose partitions are empty, and removes their keys. The seals stay for a day, for gateways that
     * have not looked.
     *
     * @param groups groups that were made there
     */
    void retire(String stream, PartitionLayout before, Version old, Set<String> groups) {
        if (!replace(stream, before, before.without(old))) {
            return;
        }
        old.numbers().forEach(partition -> {
            List<String> keys = new ArrayList<>();
            keys.add(names.entries(stream, partition));
            keys.add(names.groups(stream, partition));
            groups.forEach(group -> {
                keys.add(names.lease(stream, partition, group));
                keys.add(names.redriven(stream, partition, group));
            });
            redis.expire(names.seal(stream, partition), Duration.ofDays(1));
            redis.del(keys.toArray(String[]::new));
        });
    }

    /** Writes a layout where the one that it was made from still stands. */
    boolean replace(String stream, PartitionLayout before, PartitionLayout after) {
        Long replaced = redis.eval(
                REPLACE,
                ScriptOutputType.INTEGER,
                new String[] {names.layouts()},
                stream,
                before.toJson(),
                after.toJson());
        return replaced == 1;
    }
}
