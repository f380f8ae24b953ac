package dev.wsgateway.operator.redis;

/** A stream is split into another number of partitions from now on. */
public record PartitionChange(String stream, int before, int after) implements RedisChange {}
