/**
 * What is kept of a channel, and how a reader learns that it has seen all of it.
 *
 * <p>Every publication in a namespace with history has an <em>offset</em>, counted from 1, given out by one atomic
 * script together with the entry and the Pub/Sub message. Redis may forget the end of what it had (a replica that
 * lagged is promoted, a restart without the last writes) and give the same offsets out again; so an <em>epoch</em> names
 * the stretch of offsets given out under one replication id of the master. A {@link
 * dev.wsgateway.gateway.history.Position} is an offset in an epoch, and {@link dev.wsgateway.gateway.history.Epochs}
 * decides whether one is still continuous with what Redis has (the idea of Kafka's leader epochs, KIP-320).
 *
 * <p>{@link dev.wsgateway.gateway.history.HistoryStore} speaks with Redis, {@link dev.wsgateway.gateway.history.Feed}
 * keeps one channel's publications to this process in order and whole.
 */
@NullMarked
package dev.wsgateway.gateway.history;

import org.jspecify.annotations.NullMarked;
