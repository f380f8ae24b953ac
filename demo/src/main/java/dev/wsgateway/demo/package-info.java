/**
 * A backend to copy from: one replica of an order service. It takes clients' messages from a consumer group of a Redis
 * Stream, so that each is processed by one replica, and answers through the gateway's HTTP API, which reaches a socket on
 * whichever gateway it is.
 *
 * <p>Read {@link dev.wsgateway.demo.OrderWorker} first. Nothing here is special to Java: any Redis client with {@code
 * XREADGROUP} and any HTTP client do the same.
 */
@NullMarked
package dev.wsgateway.demo;

import org.jspecify.annotations.NullMarked;
