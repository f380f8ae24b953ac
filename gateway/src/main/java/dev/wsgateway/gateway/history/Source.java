package dev.wsgateway.gateway.history;

/**
 * The entry of another stream that a publication comes from.
 *
 * @param partition number of the stream's partition
 * @param id the entry's, unique in the partition and larger than those before it
 */
public record Source(int partition, String id) {}
