package dev.wsgateway.gateway.protocol;

import dev.wsgateway.gateway.history.Position;
import dev.wsgateway.gateway.history.Recovery;
import dev.wsgateway.gateway.hub.ClientInfo;
import dev.wsgateway.gateway.hub.Publication;
import java.util.List;
import java.util.Map;
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
     * @param subscriptions channels that the client is subscribed to without having asked
     */
    record Connect(
            String client, String version, long ttl, long ping, String node, Map<String, Subscribe> subscriptions)
            implements Result {}

    /**
     * Publications of the channel arrive from now on.
     *
     * @param recovery what the client missed and where the channel is; null where it keeps no history
     * @param wasRecovering whether the client had asked for what it missed
     * @param data what a backend tells the client with the subscription, a JSON text; null for nothing
     * @param delta whether publications come in the form for deltas from now on, those of the recovery included
     */
    record Subscribe(
            long ttl, @Nullable Recovery recovery, boolean wasRecovering, byte @Nullable [] data, boolean delta)
            implements Result {
        public Subscribe(long ttl, @Nullable Recovery recovery, boolean wasRecovering) {
            this(ttl, recovery, wasRecovering, null, false);
        }
    }

    /** Publications of the channel arrive no more. */
    record Unsubscribe() implements Result {}

    /** The publication is on its way to the subscribers. */
    record Publish() implements Result {}

    /** The clients that are subscribed to a channel. */
    record Presence(List<ClientInfo> clients) implements Result {}

    /** How many clients are subscribed to a channel, and of how many users. */
    record PresenceStats(int clients, int users) implements Result {}

    /** Past publications of a channel, and where it is. */
    record History(List<Publication> publications, Position position) implements Result {}

    /** Answer to a {@link Request.Ping}. */
    record Ping() implements Result {}

    /** The answer's data, a JSON text. */
    record Rpc(byte[] data) implements Result {}

    /** The connection stays, see {@link Connect}. */
    record Refresh(String client, String version, long ttl) implements Result {}

    /** The subscription stays. */
    record SubRefresh(long ttl) implements Result {}
}
