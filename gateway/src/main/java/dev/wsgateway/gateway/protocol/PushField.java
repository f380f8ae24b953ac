package dev.wsgateway.gateway.protocol;

/** Field numbers of the protocol's message {@code Push}. */
final class PushField {
    static final int CHANNEL = 2;
    static final int PUBLICATION = 4;
    static final int JOIN = 5;
    static final int LEAVE = 6;
    static final int UNSUBSCRIBE = 7;
    static final int SUBSCRIBE = 9;
    static final int REFRESH = 12;

    private PushField() {}
}
