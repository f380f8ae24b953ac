package dev.wsgateway.gateway.delivery;

/**
 * An entry in one of the two streams that a worker delivers from.
 *
 * @param redriven whether it is a dead letter that is to be delivered once more
 * @param id its id in that stream
 */
record EntryRef(boolean redriven, String id) {}
