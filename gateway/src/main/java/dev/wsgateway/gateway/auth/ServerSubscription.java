package dev.wsgateway.gateway.auth;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A subscription that a backend gives a client, by a connection's token or through the HTTP API, without the client
 * asking for it.
 *
 * @param grant what it says of the client, and when it ends
 * @param data a JSON text that the client is told with it; null for none
 */
public record ServerSubscription(SubscriptionGrant grant, byte @Nullable [] data) {
    /** One with nothing said of it. */
    public static final ServerSubscription PLAIN = of(null, null, null);

    /** One with what is said of it, see {@link SubscriptionGrant}. */
    public static ServerSubscription of(@Nullable Instant expiresAt, byte @Nullable [] info, byte @Nullable [] data) {
        return new ServerSubscription(new SubscriptionGrant(expiresAt, info), data);
    }
}
