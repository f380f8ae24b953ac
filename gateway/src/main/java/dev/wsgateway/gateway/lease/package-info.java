/**
 * Which process does the work of which partition: each has one owner at a time.
 *
 * <p>Every process beats once a second: it writes a fresh number under its own name into one Redis hash, and reads
 * those of the others in the same step. Who is seen to beat is alive; {@link dev.wsgateway.gateway.lease.Assignment}
 * makes of that, by the same rule everywhere, who should own what. A process gives up what it should not own, and takes
 * what is free or whose owner has not been seen to beat for {@link dev.wsgateway.gateway.lease.Roster#LEASE}. So what is
 * written while nothing changes is one beat a second and process, however many partitions there are.
 *
 * <p>Two safeguards keep a late owner from doing harm. Each ownership has a fencing token, larger than all before; the
 * partition's own slot holds the current one, and every script that changes the partition compares it. And a {@link
 * dev.wsgateway.gateway.lease.Lease} ends by its owner's monotonic clock a second before others may take the partition.
 *
 * <p>{@link dev.wsgateway.gateway.lease.Leases} is the entry; whoever has work to share out gives it {@link
 * dev.wsgateway.gateway.lease.Shares}. A worker's thread is made of {@link dev.wsgateway.gateway.lease.TurnLoop}, {@link
 * dev.wsgateway.gateway.lease.Pause} and {@link dev.wsgateway.gateway.lease.KeyOrder}.
 */
@NullMarked
package dev.wsgateway.gateway.lease;

import org.jspecify.annotations.NullMarked;
