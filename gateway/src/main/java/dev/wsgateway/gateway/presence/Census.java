package dev.wsgateway.gateway.presence;

import dev.wsgateway.gateway.hub.ClientInfo;
import java.util.List;

/** Who is subscribed to a channel, or how many. */
public sealed interface Census {
    /** The subscriptions of all gateways, one for each connection. */
    record Members(List<ClientInfo> clients) implements Census {}

    /** How many connections are subscribed, and of how many users; all anonymous clients are one user. */
    record Stats(int clients, int users) implements Census {}

    /** A gateway has more of them than it can say. */
    record TooMany() implements Census {}
}
