/**
 * Broadcast between gateways over Redis Pub/Sub: {@link dev.wsgateway.gateway.broker.Broker} publishes, and subscribes
 * in Redis to just the channels that sockets of this process are subscribed to.
 */
@NullMarked
package dev.wsgateway.gateway.broker;

import org.jspecify.annotations.NullMarked;
