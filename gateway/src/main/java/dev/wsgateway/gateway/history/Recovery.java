package dev.wsgateway.gateway.history;

import dev.wsgateway.gateway.hub.Publication;
import java.util.List;

/**
 * What a client that subscribes is told.
 *
 * @param position where the channel is; live publications follow behind it
 * @param recovered whether the client, with {@code publications}, has everything up to {@code position}, or in a cache
 *     namespace the last publication
 * @param publications what it missed, in order, or in a cache namespace the last one; empty unless {@code recovered}
 */
public record Recovery(Position position, boolean recovered, List<Publication> publications) {}
