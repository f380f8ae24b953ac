package dev.wsgateway.gateway.control;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.wsgateway.gateway.auth.ServerSubscription;
import dev.wsgateway.gateway.history.Position;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An order to subscribe connections to a channel.
 *
 * @param user whose; empty for an anonymous client
 * @param client id of the one connection; empty for all of the user's
 * @param expireAt when the subscription ends, Unix time in seconds; 0 for never
 * @param info what other clients are shown with it, a JSON text; null for nothing
 * @param data what the client is told with it, a JSON text; null for nothing
 * @param since behind which position the client gets what it missed; null for nothing
 */
public record SubscribeOrder(
        String user,
        String client,
        String channel,
        long expireAt,
        @Nullable String info,
        @Nullable String data,
        @Nullable Position since)
        implements Order {

    public SubscribeOrder {
        Order.requireTarget(user, client);
        if (channel == null || channel.isEmpty()) {
            throw new IllegalArgumentException("'channel' is missing or empty");
        }
    }

    /** What is said of the subscription. */
    @JsonIgnore
    public ServerSubscription subscription() {
        return ServerSubscription.of(expireAt == 0 ? null : Instant.ofEpochSecond(expireAt), bytes(info), bytes(data));
    }

    private static byte @Nullable [] bytes(@Nullable String text) {
        return text == null ? null : text.getBytes(UTF_8);
    }
}
