package dev.wsgateway.gateway.hub;

/** Tells the subscribers of a channel that publications were lost. */
record Loss(String channel) implements Delivery {
    @Override
    public int size() {
        return 64;
    }

    @Override
    public void release() {}
}
