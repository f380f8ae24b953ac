package dev.wsgateway.gateway.session;

import dev.wsgateway.gateway.auth.SubscriptionGrant;
import dev.wsgateway.gateway.hub.ClientInfo;
import dev.wsgateway.gateway.hub.Publication;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** One channel of one session. Runs on the session's event loop. */
final class Subscription {
    /** Whether a backend made it, so that the SDK does not make it again by itself. */
    final boolean serverSide;
    /** Whether Redis has confirmed and the client is told. */
    boolean active;
    /** Whether the broker was asked for the channel, so that it has to be told of the end. */
    boolean noted;
    /** Whether it is in the hub, so that it has to leave. */
    boolean joined;
    /** While publications may arrive that the client has already, or is just being sent; else null. */
    @Nullable
    Gate gate;
    /** The epoch that the client was told; null where the channel keeps no history. */
    @Nullable
    String epoch;
    /** The epoch that the channel changed to while the subscription was not active yet; null for none. */
    @Nullable
    String renewed;
    /** Whether the client asked to be told who comes and goes. */
    boolean asksWhoMoves;
    /** As whom the others were told that the client came; null if they were not. */
    @Nullable
    ClientInfo announced;
    /** Whether the client takes deltas here. */
    boolean takesDeltas;
    /** The last publication that the client has for sure, which a delta may build on; null for none. */
    @Nullable
    Publication base;
    /** What a token, or a backend, says of it. */
    @Nullable
    SubscriptionGrant grant;
    /** Ends the subscription when its token does. */
    @Nullable
    Future<?> expiry;
    /** Why it is to end as soon as it is made; null if it is not. */
    @Nullable
    UnsubscribeCode unwanted;

    Subscription(boolean serverSide) {
        this.serverSide = serverSide;
    }
}
