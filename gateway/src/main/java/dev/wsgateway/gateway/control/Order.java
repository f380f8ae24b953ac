package dev.wsgateway.gateway.control;

/** What connections of a user are to do, on whatever gateway they are. */
public sealed interface Order extends ControlMessage
        permits DisconnectOrder, SubscribeOrder, UnsubscribeOrder, RefreshOrder {
    /** Whose connections; empty for an anonymous client's. */
    String user();

    /** Id of the one connection; empty for all of the user's. */
    String client();

    /** Whether one of the user's connections is meant. */
    default boolean means(String itsClient) {
        return client().isEmpty() || client().equals(itsClient);
    }

    /**
     * Refuses an order that is for nobody.
     *
     * @throws IllegalArgumentException saying what is missing
     */
    static void requireTarget(String user, String client) {
        if (user == null || client == null || (user.isEmpty() && client.isEmpty())) {
            throw new IllegalArgumentException(
                    "say whose connections: 'user', or 'client' alone for an anonymous client");
        }
    }
}
