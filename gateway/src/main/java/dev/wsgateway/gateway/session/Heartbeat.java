package dev.wsgateway.gateway.session;

import dev.wsgateway.config.GatewayConfig;
import io.netty.channel.EventLoop;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Pings one client at intervals and notices when it does not answer in time. The first ping comes at a random moment
 * within the first interval, so that clients who connected together are not pinged together. Runs on one event loop.
 */
final class Heartbeat {
    /** The connection that is kept alive. */
    interface Pulse {
        void ping();

        void silent();
    }

    /** A day: longer than any proxy keeps a silent connection. */
    private static final long LONGEST_MILLIS = 86_400_000;

    private final EventLoop loop;
    private final Pulse pulse;
    private final long intervalMillis;
    private final long pongMillis;
    private boolean answered;
    private @Nullable Future<?> next;

    Heartbeat(EventLoop loop, Pulse pulse, GatewayConfig.Timeouts timeouts, RandomGenerator random) {
        this.loop = loop;
        this.pulse = pulse;
        this.intervalMillis = Math.min(timeouts.pingInterval().toMillis(), LONGEST_MILLIS);
        // An answer that came after the next ping could be to either of them.
        this.pongMillis = Math.min(timeouts.pongTimeout().toMillis(), intervalMillis);
        schedule(this::ping, 1 + random.nextLong(intervalMillis));
    }

    void pong() {
        answered = true;
    }

    void stop() {
        if (next != null) {
            next.cancel(false);
        }
    }

    private void ping() {
        answered = false;
        schedule(this::check, pongMillis);
        pulse.ping();
    }

    private void check() {
        if (answered) {
            schedule(this::ping, intervalMillis - pongMillis);
        } else {
            pulse.silent();
        }
    }

    private void schedule(Runnable step, long delayMillis) {
        next = loop.schedule(step, delayMillis, TimeUnit.MILLISECONDS);
    }
}
