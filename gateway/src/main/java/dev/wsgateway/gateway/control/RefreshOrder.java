package dev.wsgateway.gateway.control;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An order to take connections' tokens for renewed.
 *
 * @param user whose; empty for an anonymous client
 * @param client id of the one connection; empty for all of the user's
 * @param expireAt when the connections expire, Unix time in seconds; 0 for never
 */
public record RefreshOrder(String user, String client, long expireAt) implements Order {

    public RefreshOrder {
        Order.requireTarget(user, client);
    }

    /** When the connections expire; null for never. */
    @JsonIgnore
    public @Nullable Instant expiresAt() {
        return expireAt == 0 ? null : Instant.ofEpochSecond(expireAt);
    }
}
