package dev.wsgateway.operator.redis;

import dev.wsgateway.redis.RedisNames;

/** The keys of one partition of a stream. */
record PartitionKeys(RedisNames names, String stream, int partition) {
    String entries() {
        return names.entries(stream, partition);
    }

    /** The hash that remembers which groups were made. */
    String groups() {
        return names.groups(stream, partition);
    }

    String seal() {
        return names.seal(stream, partition);
    }

    /** Dead letters of a group that are to be delivered once more. */
    String redriven(String group) {
        return names.redriven(stream, partition, group);
    }

    /** Dead letters of a group. */
    String dead(String group) {
        return names.dead(stream, partition, group);
    }
}
