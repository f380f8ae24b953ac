package dev.wsgateway.gateway.history;

/**
 * What became of a publication.
 *
 * @param position its place in the channel
 * @param repeated whether an earlier one had the same idempotency key, so that this one was not published
 */
public record Published(Position position, boolean repeated) {}
