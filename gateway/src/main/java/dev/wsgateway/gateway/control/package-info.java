/**
 * What gateways of one {@code WebSocketGateway} tell and ask each other over Redis Pub/Sub: to disconnect a user wherever
 * it is connected, and which channels have subscribers. {@link dev.wsgateway.gateway.control.Control} is the entry.
 */
@NullMarked
package dev.wsgateway.gateway.control;

import org.jspecify.annotations.NullMarked;
