package dev.wsgateway.gateway.hub;

/** What waits for an event loop to hand it to its sockets, in the order in which it came. */
sealed interface Delivery permits EncodedPublication, Movement, Loss, Renewal {
    /** Channel whose subscribers get it. */
    String channel();

    /** Bytes that it holds while it waits, about. */
    int size();

    /** Called once by each event loop it was meant for, when it is done with it. */
    void release();
}
