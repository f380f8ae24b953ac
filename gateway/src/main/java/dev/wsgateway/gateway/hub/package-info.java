/**
 * The fan-out: which socket of this process is subscribed to what, and how a publication reaches all of them.
 *
 * <p>{@link dev.wsgateway.gateway.hub.Hub} is the entry. Each event loop owns the sockets it serves and nobody else
 * touches them: a publication is handed once to each loop that has subscribers, and the loop walks its own list. A
 * publication is encoded once for each {@link dev.wsgateway.gateway.hub.Framing}, however many sockets it goes to.
 */
@NullMarked
package dev.wsgateway.gateway.hub;

import org.jspecify.annotations.NullMarked;
