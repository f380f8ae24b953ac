package dev.wsgateway.gateway.delivery;

import dev.wsgateway.gateway.lease.Lease;

/**
 * A partition that this gateway delivers to a group.
 *
 * @param source path that names it to backends
 */
record Partition(PushGroup group, PartitionKeys keys, String source, Lease lease, DeliveryStore store) {
    Environment environment() {
        return group.environment();
    }

    long now() {
        return environment().nanoTime().getAsLong();
    }
}
