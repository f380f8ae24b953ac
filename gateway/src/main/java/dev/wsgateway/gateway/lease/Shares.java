package dev.wsgateway.gateway.lease;

import java.util.List;
import java.util.concurrent.CompletionStage;

/** One kind of work that is split into partitions. */
public interface Shares {
    /** A name of its own, the same on every process. */
    String name();

    /** The lease's Redis key of each partition, in their order, in the slot of the partition. */
    List<String> leaseKeys();

    /**
     * Begins the work of a partition. Called on the thread of {@link Leases}; must not block.
     *
     * @param lease ends when this process should stop at once, whether or not {@link Work#stop} was called
     */
    Work start(int partition, Lease lease);

    /** The work of one partition. */
    interface Work {
        /**
         * Has it begin nothing new.
         *
         * @return completes when nothing is under way any more: with true if that is so of earlier owners, too, so that
         *     the next one need not wait; never fails
         */
        CompletionStage<Boolean> stop();
    }
}
