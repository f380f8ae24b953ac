package dev.wsgateway.gateway.delivery;

import dev.wsgateway.gateway.lease.Lease;

/**
 * A partition that this gateway delivers to a group.
 *
 * @param ofAll how many partitions the stream has in this version of its layout
 * @param source path that names it to backends
 */
record Partition(PushGroup group, int ofAll, PartitionKeys keys, String source, Lease lease, DeliveryStore store) {
    Environment environment() {
        return group.environment();
    }

    /** Names a message among all of the gateway's. */
    String webhookId(Message message) {
        return source.substring(source.indexOf("/streams/") + "/streams/".length()) + "/" + message.id();
    }

    long now() {
        return environment().nanoTime().getAsLong();
    }
}
