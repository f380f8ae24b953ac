package dev.wsgateway.gateway.session;

import dev.wsgateway.config.GatewayConfig.SlowPolicy;
import dev.wsgateway.gateway.hub.Framing;
import dev.wsgateway.gateway.protocol.Disconnect;
import dev.wsgateway.gateway.protocol.ErrorCode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;

/** Counts what happens to clients. Any thread. */
public final class SessionMetrics {
    private final MeterRegistry registry;

    public SessionMetrics(MeterRegistry registry) {
        this.registry = registry;
        for (SlowPolicy policy : SlowPolicy.values()) {
            slowCounter(policy);
        }
        moves(Disconnect.SHUTDOWN);
        moves(Disconnect.FORCE_RECONNECT);
    }

    /** A handshake was refused with that HTTP status. */
    public void refused(int status) {
        count("wsgateway.client.refused", "Handshakes that were refused, by HTTP status", "status", status);
    }

    /** A client connected. */
    void connected(Framing framing) {
        count(
                "wsgateway.client.connects",
                "Clients that connected, by protocol",
                "protocol",
                framing.name().toLowerCase(Locale.ROOT));
    }

    /** A command failed with that code. */
    void failed(ErrorCode code) {
        count("wsgateway.client.errors", "Commands that failed, by error code of the protocol", "code", code.code());
    }

    /** The gateway closed a connection with that WebSocket close code; those of applications are counted together. */
    void closed(int code) {
        count(
                "wsgateway.client.disconnects",
                "Connections that the gateway closed, by WebSocket close code",
                "code",
                code < 4000 ? code : "application");
    }

    /** A publication found too much waiting for its client. */
    void slow(SlowPolicy policy) {
        slowCounter(policy).increment();
    }

    private Counter slowCounter(SlowPolicy policy) {
        return counter(
                "wsgateway.client.slow",
                "Publications that found too much waiting for their client, by what was done",
                "policy",
                policy.name().toLowerCase(Locale.ROOT));
    }

    /** A client was told to come back elsewhere, as part of a drain or of a hand-over. */
    void moved(Disconnect disconnect) {
        moves(disconnect).increment();
    }

    private Counter moves(Disconnect disconnect) {
        return Counter.builder("wsgateway.client.moves")
                .description("Clients that were told to come back elsewhere, by WebSocket close code")
                .tag("code", Integer.toString(disconnect.code()))
                .register(registry);
    }

    private void count(String name, String description, String tag, Object value) {
        counter(name, description, tag, value).increment();
    }

    private Counter counter(String name, String description, String tag, Object value) {
        return Counter.builder(name)
                .description(description)
                .tag(tag, value.toString())
                .register(registry);
    }
}
