package dev.wsgateway.bench.load;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a client talks to a contender, once a WebSocket is open. Stateless: what differs between sockets is given. */
public interface Dialect {
    /** Path and query of the WebSocket's URL. */
    String path(String channel);

    /** Value of the header Sec-WebSocket-Protocol; null for none. */
    default @Nullable String subprotocol() {
        return null;
    }

    /** Whether messages to the server are binary. */
    default boolean isBinary() {
        return false;
    }

    /** Messages to send at once when the socket is open. */
    List<byte[]> onOpen(String channel, @Nullable Position since);

    /**
     * What to do about a message from the server that carries no payload of the benchmark, or the answer to a
     * subscription.
     */
    Reaction onMessage(byte[] message, String channel);

    /** A message that goes into a stream, whose answer begins with {@link #acknowledgement}. */
    default byte[] append(byte[] data) {
        throw new UnsupportedOperationException("this contender takes no messages from clients");
    }

    /** How a message from the server begins that says that an append is done. */
    default byte[] acknowledgement() {
        return new byte[0];
    }

    /**
     * Where a client is in its channel.
     *
     * @param epoch as the contender writes it
     */
    record Position(String epoch, long offset) {}

    /**
     * What follows.
     *
     * @param answer to send, or null
     * @param ready whether the socket is now subscribed
     * @param position where the channel is, or null
     */
    record Reaction(
            byte @Nullable [] answer,
            boolean ready,
            @Nullable Position position) {
        static final Reaction NONE = new Reaction(null, false, null);
        static final Reaction READY = new Reaction(null, true, null);
    }
}
