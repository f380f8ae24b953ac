package dev.wsgateway.redis;

/**
 * Field names of an entry in a stream of client messages. Values are strings in UTF-8, {@link #DATA} raw bytes. A
 * reader must ignore fields it does not know.
 */
public final class StreamEntry {
    /** The message as the client sent it: the JSON text or bytes of an rpc's data, or a plain socket's frame. */
    public static final String DATA = "data";

    /** Id of the connection that sent it. */
    public static final String CLIENT = "client";

    /** Id of the user, from the token's {@code sub}; empty for an anonymous client. */
    public static final String USER = "user";

    /** Key that the message's order is kept by: the client's, or else the user, or else the connection. */
    public static final String KEY = "key";

    /** The client's own id of the message; absent where it gave none. */
    public static final String ID = "id";

    /** When the gateway received it: Unix time in milliseconds. */
    public static final String TIME = "time";

    /** Trace context (W3C Trace Context, header {@code traceparent}): the client's, or a new one. */
    public static final String TRACEPARENT = "traceparent";

    private StreamEntry() {}
}
