/**
 * The gateways call the backend: each message of a consumer group with {@code push} is posted to its URL, in order for
 * each key, until the backend has taken it or it is among the group's dead letters.
 *
 * <p>Each partition of a group has one owner (see {@link dev.wsgateway.gateway.lease}), and the owner one {@code
 * PartitionWorker}. It first takes over what is pending, then reads new entries; its {@code Lanes} remember which key has
 * an entry under way and which ids wait behind it, and no bodies. What it does in Redis goes through {@code
 * DeliveryStore}, whose scripts compare the fencing token: a late owner reads, counts, acknowledges and moves nothing.
 *
 * <p>An entry's number of deliveries is the delivery count of Redis' own pending list. It is written before the call, so
 * that a gateway that dies in a call has counted it.
 */
@NullMarked
package dev.wsgateway.gateway.delivery;

import org.jspecify.annotations.NullMarked;
