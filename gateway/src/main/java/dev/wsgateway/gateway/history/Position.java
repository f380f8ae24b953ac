package dev.wsgateway.gateway.history;

/**
 * How far a reader of a channel is.
 *
 * @param epoch name of the epoch that the offset was given out in
 * @param offset of the last publication it has; 0 for none
 */
public record Position(String epoch, long offset) {}
