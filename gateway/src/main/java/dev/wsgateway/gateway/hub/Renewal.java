package dev.wsgateway.gateway.hub;

/**
 * Tells the subscribers of a channel that its offsets are of another epoch from now on.
 *
 * @param epoch name of the new one
 */
record Renewal(String channel, String epoch) implements Delivery {
    @Override
    public int size() {
        return 64;
    }

    @Override
    public void release() {}
}
