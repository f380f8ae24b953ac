package dev.wsgateway.gateway.auth;

import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who a connection belongs to, from its token.
 *
 * @param user claim {@code sub}; empty for an anonymous client
 * @param expiresAt claim {@code exp}; null if the token does not expire
 * @param info claim {@code info}, a JSON text that other clients are shown; null if absent
 * @param subscriptions claims {@code channels} and {@code subs}: channels that the client is subscribed to when it
 *     connects, and that this token is a token for
 */
public record Identity(
        String user,
        @Nullable Instant expiresAt,
        byte @Nullable [] info,
        Map<String, ServerSubscription> subscriptions) {
    /** A client without a token. */
    public static final Identity ANONYMOUS = new Identity("", null, null, Map.of());

    /** Channels that the token is a token for. */
    public Set<String> channels() {
        return subscriptions.keySet();
    }

    /** Whether the client came without a token. */
    public boolean isAnonymous() {
        return user.isEmpty();
    }
}
