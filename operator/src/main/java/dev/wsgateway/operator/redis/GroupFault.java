package dev.wsgateway.operator.redis;

/** A consumer group that is not there and could not be made. */
public record GroupFault(String stream, String group, String key, RedisProblem problem, String message) {}
