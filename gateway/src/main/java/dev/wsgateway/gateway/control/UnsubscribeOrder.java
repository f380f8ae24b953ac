package dev.wsgateway.gateway.control;

/**
 * An order to end subscriptions.
 *
 * @param user whose; empty for an anonymous client
 * @param client id of the one connection; empty for all of the user's
 * @param channel empty for all channels
 */
public record UnsubscribeOrder(String user, String client, String channel) implements Order {

    public UnsubscribeOrder {
        Order.requireTarget(user, client);
        channel = channel == null ? "" : channel;
    }
}
