package dev.wsgateway.operator.redis;

/** What a look at Redis changed there. */
public sealed interface RedisChange permits GroupChange, PartitionChange {}
