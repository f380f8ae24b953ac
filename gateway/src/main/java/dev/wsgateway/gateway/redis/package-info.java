/**
 * Connections to Redis. None of them queues a command while Redis is away and none repeats one whose outcome is
 * unknown: the caller is told instead.
 */
@NullMarked
package dev.wsgateway.gateway.redis;

import org.jspecify.annotations.NullMarked;
