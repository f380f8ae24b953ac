package dev.wsgateway.operator.redis;

import dev.wsgateway.redis.RedisNames;

/**
 * The keys of one partition of a stream.
 *
 * @param groups hash that remembers which groups were made
 */
record PartitionKeys(String entries, String groups, String seal) {
    static PartitionKeys of(RedisNames names, String stream, int partition) {
        return new PartitionKeys(
                names.entries(stream, partition), names.groups(stream, partition), names.seal(stream, partition));
    }
}
