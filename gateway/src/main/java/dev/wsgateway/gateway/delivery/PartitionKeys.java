package dev.wsgateway.gateway.delivery;

import dev.wsgateway.redis.RedisNames;

/**
 * The Redis keys of a group's partition, all in one slot.
 *
 * @param entries the stream's own entries
 * @param redriven dead letters that are to be delivered once more
 * @param dead dead letters
 */
record PartitionKeys(String entries, String redriven, String dead) {
    static PartitionKeys of(RedisNames names, String stream, int partition, String group) {
        return new PartitionKeys(
                names.entries(stream, partition),
                names.redriven(stream, partition, group),
                names.dead(stream, partition, group));
    }

    String of(boolean isRedriven) {
        return isRedriven ? redriven : entries;
    }
}
