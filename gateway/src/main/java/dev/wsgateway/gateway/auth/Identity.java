package dev.wsgateway.gateway.auth;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who a connection belongs to, from its token.
 *
 * @param user claim {@code sub}; empty for an anonymous client
 * @param expiresAt claim {@code exp}; null if the token does not expire
 * @param info claim {@code info}, a JSON text that other clients are shown; null if absent
 * @param channels claim {@code channels}: channels that this token is a token for
 */
public record Identity(String user, @Nullable Instant expiresAt, byte @Nullable [] info, Set<String> channels) {
    /** A client without a token. */
    public static final Identity ANONYMOUS = new Identity("", null, null, Set.of());

    /** Whether the client came without a token. */
    public boolean isAnonymous() {
        return user.isEmpty();
    }
}
