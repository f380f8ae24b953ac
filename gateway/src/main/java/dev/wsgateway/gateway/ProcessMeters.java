package dev.wsgateway.gateway;

import dev.wsgateway.gateway.broker.Broker;
import dev.wsgateway.gateway.history.FeedEvents;
import dev.wsgateway.gateway.hub.Hub;
import dev.wsgateway.gateway.metrics.GatewayMetrics;
import dev.wsgateway.gateway.presence.Movements;
import dev.wsgateway.gateway.presence.Presence;
import dev.wsgateway.gateway.redis.RedisLink;
import dev.wsgateway.gateway.session.Sessions;
import dev.wsgateway.gateway.transport.Transport;
import io.micrometer.core.instrument.Gauge;

/** Publishes the numbers that the parts of a gateway keep themselves. */
final class ProcessMeters {
    private ProcessMeters() {}

    static void bind(
            GatewayMetrics metrics, Hub hub, Broker broker, Presence presence, RedisLink redis, Sessions sessions) {
        metrics.gauge("wsgateway.connections", "Open sockets of this gateway", sessions::connections);
        metrics.gauge("wsgateway.users", "Distinct users among them, anonymous clients not counted", sessions::users);
        metrics.gauge("wsgateway.subscriptions", "Subscriptions of all sockets of this gateway", hub::subscriptions);
        metrics.gauge(
                "wsgateway.channels",
                "Channels with a subscriber on this gateway",
                () -> hub.channels().size());
        metrics.count("wsgateway.deliveries", "Publications written to sockets, each socket counted", hub::deliveries);
        metrics.count(
                "wsgateway.deliveries.dropped",
                "Publications that an event loop could not take because too much waited for it",
                hub::dropped);
        metrics.count(
                "wsgateway.publications.sent", "Publications that Redis took from this gateway", broker::published);
        metrics.count("wsgateway.publications.received", "Publications that came from Redis", broker::received);
        metrics.count(
                "wsgateway.publications.malformed",
                "Publications from Redis that were dropped because they make no sense",
                broker::malformed);
        metrics.count(
                "wsgateway.presence.surveys",
                "Times that all gateways were asked who is subscribed to a channel",
                presence::surveys);
        FeedEvents feeds = broker.feedEvents();
        metrics.count("wsgateway.history.gaps", "Times that a publication's offset was not the next one", feeds::gaps);
        metrics.count(
                "wsgateway.history.filled",
                "Publications that Pub/Sub did not deliver and the history did",
                feeds::filled);
        metrics.count(
                "wsgateway.history.losses", "Times that a channel's subscribers were told of a loss", feeds::losses);
        metrics.gauge("wsgateway.redis.up", "1 while commands can be sent to Redis", () -> redis.isConnected() ? 1 : 0);
    }

    static void movements(GatewayMetrics metrics, Movements movements) {
        metrics.count(
                "wsgateway.movements.dropped",
                "Clients that came to a channel or left it, of which nobody was told because there were too many",
                movements::dropped);
    }

    static void transport(GatewayMetrics metrics, Transport transport) {
        Gauge.builder("wsgateway.transport.info", () -> 1)
                .description("1, with the way of network I/O as a label")
                .tag("transport", transport.toString())
                .register(metrics.registry());
    }
}
