/**
 * What gateways of one {@code WebSocketGateway} tell and ask each other over Redis Pub/Sub: orders about a user's
 * connections wherever they are, which channels have subscribers, and who is subscribed to one. {@link
 * dev.wsgateway.gateway.control.Control} is the entry.
 */
@NullMarked
package dev.wsgateway.gateway.control;

import org.jspecify.annotations.NullMarked;
