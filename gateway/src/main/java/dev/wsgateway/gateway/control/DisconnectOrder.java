package dev.wsgateway.gateway.control;

import dev.wsgateway.gateway.protocol.Disconnect;
import java.util.List;

/**
 * An order to close connections on whatever gateway they are.
 *
 * @param user whose; empty for an anonymous client
 * @param client id of the one connection; empty for all of the user's
 * @param whitelist ids of connections that stay
 * @param code code of the close frame
 * @param reason reason of the close frame
 */
public record DisconnectOrder(String user, String client, List<String> whitelist, int code, String reason)
        implements Order {

    public DisconnectOrder {
        Order.requireTarget(user, client);
        whitelist = whitelist == null ? List.of() : List.copyOf(whitelist);
        reason = reason == null ? "" : reason;
        checked(code, reason);
    }

    private static Disconnect checked(int code, String reason) {
        return new Disconnect(code, reason);
    }

    /** The close frame. */
    public Disconnect disconnect() {
        return checked(code, reason);
    }

    @Override
    public boolean means(String itsClient) {
        return client.isEmpty() ? !whitelist.contains(itsClient) : client.equals(itsClient);
    }
}
