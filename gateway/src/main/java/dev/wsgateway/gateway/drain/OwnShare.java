package dev.wsgateway.gateway.drain;

import java.time.Duration;

/**
 * The fixed share of one gateway: its own connections over the period. The shares of all gateways together are never above
 * the rate of the whole.
 */
final class OwnShare implements Pace {
    /** How much is granted at a time. */
    static final Duration WINDOW = Duration.ofMillis(250);
    /** What was missed in so long is caught up. */
    private static final Duration SLACK = Duration.ofSeconds(1);

    private final Ticker ticker;
    private final double perSecond;
    private long next;

    OwnShare(Ticker ticker, int connections, Duration period) {
        this.ticker = ticker;
        this.perSecond = Math.max(1, connections) * 1e9 / period.toNanos();
        this.next = ticker.nanos();
    }

    @Override
    public Grant next(int most) {
        long start = Math.max(next, ticker.nanos() - SLACK.toNanos());
        int perWindow = (int) Math.max(1, Math.ceil(perSecond * WINDOW.toNanos() / 1e9));
        Grant grant = new Grant(start, Math.min(most, perWindow), perSecond);
        next = grant.end();
        return grant;
    }

    /** Others have given out the time until then. */
    void skipTo(long nanos) {
        next = Math.max(next, nanos);
    }
}
