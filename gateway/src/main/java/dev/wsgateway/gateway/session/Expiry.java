package dev.wsgateway.gateway.session;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The end of a token. */
final class Expiry {
    private Expiry() {}

    /** Seconds until then, at least 1; 0 where there is none. */
    static long ttl(@Nullable Instant expiresAt, SessionContext context) {
        return expiresAt == null ? 0 : Math.max(1, left(expiresAt, context).toSeconds());
    }

    /** Runs an action when the token has ended and the grace is over; null where there is no end. */
    static @Nullable Future<?> schedule(
            @Nullable Instant expiresAt, SessionContext context, EventLoop loop, Runnable action) {
        if (expiresAt == null) {
            return null;
        }
        Duration delay = left(expiresAt, context).plus(context.grace());
        return loop.schedule(action, Math.max(1, delay.toMillis()), TimeUnit.MILLISECONDS);
    }

    // A year at most: a timer's delay has to fit, and no connection lasts as long.
    private static Duration left(Instant expiresAt, SessionContext context) {
        Instant now = context.clock().instant();
        Instant latest = now.plus(Duration.ofDays(365));
        return Duration.between(now, expiresAt.isBefore(latest) ? expiresAt : latest);
    }
}
