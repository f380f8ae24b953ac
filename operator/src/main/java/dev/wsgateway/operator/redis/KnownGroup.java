package dev.wsgateway.operator.redis;

/** A consumer group that was there before, as the status of the custom resource remembers it. */
public record KnownGroup(String stream, String group) {}
