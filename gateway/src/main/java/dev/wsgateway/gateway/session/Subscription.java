package dev.wsgateway.gateway.session;

import dev.wsgateway.gateway.auth.SubscriptionGrant;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** One channel of one session. Runs on the session's event loop. */
final class Subscription {
    /** Whether Redis has confirmed and the client was told. */
    boolean active;
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
    /** From the subscription's token, if it has one. */
    @Nullable
    SubscriptionGrant grant;
    /** Ends the subscription when its token does. */
    @Nullable
    Future<?> expiry;
}
