package dev.wsgateway.gateway.protocol;

import dev.wsgateway.gateway.history.Position;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a client asks. Texts that it left out are empty, and so are data. Data are the bytes that the client sent: a JSON
 * text where it speaks JSON, anything in Protobuf.
 */
public sealed interface Request {
    /** A command with nothing in it, the answer to a ping. */
    record Pong() implements Request {}

    /**
     * The first command of a connection.
     *
     * @param token JSON Web Token; empty for an anonymous client
     * @param name of the SDK, such as {@code js}
     * @param version of the SDK
     * @param headers what a browser can't set as HTTP headers
     * @param since for each channel that the client was subscribed to by the gateway, how far it is
     */
    record Connect(String token, String name, String version, Map<String, String> headers, Map<String, Position> since)
            implements Request {}

    /**
     * Asks for the publications of a channel.
     *
     * @param token the subscription's own, or empty
     * @param since where the client was, if it asks for what it missed; null otherwise
     * @param delta the format of deltas that the client takes, such as {@code fossil}; empty for none
     * @param options what else it wants
     */
    record Subscribe(String channel, String token, @Nullable Position since, String delta, Options options)
            implements Request {

        /** One that takes no deltas and wants nothing else. */
        public Subscribe(String channel, String token, @Nullable Position since) {
            this(channel, token, since, "", Options.NONE);
        }

        /**
         * What a subscription wants besides publications.
         *
         * @param joinLeave to be told who comes and goes
         * @param rejectUnrecovered rather an error than a subscription that lacks what came behind {@code since}
         */
        public record Options(boolean joinLeave, boolean rejectUnrecovered) {
            static final Options NONE = new Options(false, false);

            /** Bit of the protocol's field {@code flag}; the other one, to have channels numbered, asks for nothing. */
            private static final long REJECT_UNRECOVERED = 2;

            static Options of(boolean joinLeave, long flag) {
                return new Options(joinLeave, (flag & REJECT_UNRECOVERED) != 0);
            }
        }
    }

    /** Wants no more publications of a channel. */
    record Unsubscribe(String channel) implements Request {}

    /** Publishes to a channel. */
    record Publish(String channel, byte[] data) implements Request {}

    /** Asks who is subscribed to a channel. */
    record Presence(String channel) implements Request {}

    /** Asks how many are subscribed to a channel. */
    record PresenceStats(String channel) implements Request {}

    /**
     * Asks for a channel's past publications.
     *
     * @param limit how many at most; 0 for none, just where the channel is; below 0 for all
     * @param since behind, or in reverse before, which position; null for all. An empty epoch fits any
     * @param reverse newest first
     */
    record History(String channel, int limit, @Nullable Position since, boolean reverse) implements Request {}

    /** Asks for a sign of life. */
    record Ping() implements Request {}

    /** A message without an answer. */
    record Send(byte[] data) implements Request {}

    /** A message with an answer. */
    record Rpc(String method, byte[] data) implements Request {}

    /** A new token for the connection. */
    record Refresh(String token) implements Request {}

    /** A new token for a subscription. */
    record SubRefresh(String channel, String token) implements Request {}
}
