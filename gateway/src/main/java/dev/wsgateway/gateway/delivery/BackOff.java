package dev.wsgateway.gateway.delivery;

import dev.wsgateway.config.GatewayConfig;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** How long to wait after calls that failed. */
final class BackOff {
    private static final Duration LONGEST_WISH = Duration.ofHours(1);

    private BackOff() {}

    /**
     * The wait after a number of failures in a row: exponential, less up to a half by chance, and not shorter than what
     * the backend asked for.
     *
     * @param failures from 1
     * @param retryAfter what the backend asked for; null for nothing
     */
    static Duration after(
            int failures, GatewayConfig.Push push, @Nullable Duration retryAfter, RandomGenerator random) {
        double doubled = (double) push.firstBackoff().toNanos() * Math.pow(2, Math.min(failures, 63) - 1);
        double whole = Math.min(doubled, (double) push.maxBackoff().toNanos());
        Duration wait = Duration.ofNanos((long) (whole * (1 - random.nextDouble() / 2)));
        if (retryAfter == null || retryAfter.compareTo(wait) <= 0) {
            return wait;
        }
        return retryAfter.compareTo(LONGEST_WISH) > 0 ? LONGEST_WISH : retryAfter;
    }
}
