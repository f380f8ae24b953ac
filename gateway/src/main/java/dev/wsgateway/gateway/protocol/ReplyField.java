package dev.wsgateway.gateway.protocol;

/** Field numbers of the protocol's message {@code Reply}. */
final class ReplyField {
    static final int ID = 1;
    static final int ERROR = 2;
    static final int PUSH = 4;
    static final int CONNECT = 5;
    static final int SUBSCRIBE = 6;
    static final int UNSUBSCRIBE = 7;
    static final int PUBLISH = 8;
    static final int PRESENCE = 9;
    static final int PRESENCE_STATS = 10;
    static final int HISTORY = 11;
    static final int PING = 12;
    static final int RPC = 13;
    static final int REFRESH = 14;
    static final int SUB_REFRESH = 15;

    private ReplyField() {}
}
