package dev.wsgateway.gateway.session;

import dev.wsgateway.gateway.auth.Authenticator;
import dev.wsgateway.gateway.broker.Broker;
import dev.wsgateway.gateway.hub.Hub;
import dev.wsgateway.gateway.lifecycle.Lifecycle;
import dev.wsgateway.gateway.presence.Movements;
import dev.wsgateway.gateway.presence.Presence;
import dev.wsgateway.gateway.settings.Settings;
import dev.wsgateway.gateway.stream.StreamAppender;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * What all sessions of a process share.
 *
 * @param random for ids that must not be guessed; used by all event loops
 * @param node the gateway's name, which clients are told
 * @param version of the program, which clients are told
 * @param grace how long after a token's end a new one is awaited: SDKs ask for one only when the old one ends
 */
public record SessionContext(
        Supplier<Settings> settings,
        Hub hub,
        Broker broker,
        Presence presence,
        Movements movements,
        Lifecycle lifecycle,
        StreamAppender streams,
        Authenticator authenticator,
        Sessions sessions,
        SessionMetrics metrics,
        Gatherings gatherings,
        Clock clock,
        RandomGenerator random,
        String node,
        String version,
        Duration grace) {
    /** The grace that the centrifuge library gives. */
    public static final Duration DEFAULT_GRACE = Duration.ofSeconds(25);

    /** A new id of a connection: a UUID of version 4 (RFC 9562). */
    String newClientId() {
        return new UUID((random.nextLong() & ~0xf000L) | 0x4000L, (random.nextLong() & ~(3L << 62)) | (1L << 63))
                .toString();
    }
}
