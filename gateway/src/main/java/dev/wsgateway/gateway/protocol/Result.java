package dev.wsgateway.gateway.protocol;

import dev.wsgateway.gateway.history.Recovery;
import org.jspecify.annotations.Nullable;

/** What a command led to. Times to live are in seconds, and 0 where nothing expires. */
public sealed interface Result {
    /**
     * The connection stands.
     *
     * @param client id of the connection
     * @param version of the gateway
     * @param ttl seconds until the token expires; 0 if it does not
     * @param ping seconds between pings that the client can expect, each of which it must answer; 0 for none
     * @param node the gateway's name
     */
    record Connect(String client, String version, long ttl, long ping, String node) implements Result {}

    /**
     * Publications of the channel arrive from now on.
     *
     * @param recovery what the client missed and where the channel is; null where it keeps no history
     * @param wasRecovering whether the client had asked for what it missed
     */
    record Subscribe(long ttl, @Nullable Recovery recovery, boolean wasRecovering) implements Result {}

    /** Publications of the channel arrive no more. */
    record Unsubscribe() implements Result {}

    /** The publication is on its way to the subscribers. */
    record Publish() implements Result {}

    /** Answer to a {@link Request.Ping}. */
    record Ping() implements Result {}

    /** The answer's data, a JSON text. */
    record Rpc(byte[] data) implements Result {}

    /** The connection stays, see {@link Connect}. */
    record Refresh(String client, String version, long ttl) implements Result {}

    /** The subscription stays. */
    record SubRefresh(long ttl) implements Result {}
}
