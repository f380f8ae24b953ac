package dev.wsgateway.gateway.broker;

import dev.wsgateway.config.GatewayConfig;
import dev.wsgateway.gateway.hub.Hub;
import dev.wsgateway.gateway.hub.JsonText;
import dev.wsgateway.gateway.hub.Publication;
import dev.wsgateway.gateway.redis.RedisLink;
import dev.wsgateway.gateway.settings.Settings;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Broadcast between the gateways of one {@code WebSocketGateway}: what is published through any of them goes to the hub
 * of each that has a subscriber. Any thread; nothing blocks.
 */
public final class Broker {
    private static final Logger log = LoggerFactory.getLogger(Broker.class);

    private final RedisLink redis;
    private final Hub hub;
    private final Supplier<Settings> settings;
    private final CompletableFuture<Interests> interests = new CompletableFuture<>();
    private final Complaint complaint = new Complaint(log, System::nanoTime);
    private final LongAdder published = new LongAdder();
    private final LongAdder received = new LongAdder();
    private final LongAdder malformed = new LongAdder();

    /** A broker between a Redis and this process's hub. */
    public Broker(RedisLink redis, Hub hub, Supplier<Settings> settings) {
        this.redis = redis;
        this.hub = hub;
        this.settings = settings;
        redis.pubSub().thenAccept(this::listen);
    }

    private void listen(StatefulRedisPubSubConnection<String, byte[]> connection) {
        Interests all = new Interests(connection);
        connection.addListener(new RedisPubSubAdapter<>() {
            @Override
            public void message(String redisChannel, byte[] message) {
                receive(all, redisChannel, message);
            }
        });
        interests.complete(all);
    }

    /**
     * Publishes to all subscribers on all gateways. The caller has checked that the namespace exists and that the data
     * is what it asks for.
     *
     * @return completes when Redis has taken it; fails with {@link
     *     dev.wsgateway.gateway.redis.RedisUnavailableException}, after which it may or may not have been published
     */
    public CompletionStage<Void> publish(Publication publication) {
        String to = settings.get().names().publications(publication.channel());
        byte[] message = Envelope.encode(publication);
        return redis.call(commands -> commands.publish(to, message)).thenAccept(receivers -> published.increment());
    }

    /**
     * Notes that one more socket is subscribed to a channel, and subscribes in Redis if it is the first. Each success
     * needs an {@link #unsubscribe} later.
     *
     * @return completes when what is published from now on arrives here; fails with {@link
     *     dev.wsgateway.gateway.redis.RedisUnavailableException}, after which nothing is noted
     */
    public CompletionStage<Void> subscribe(String channel) {
        Interests all = interests.getNow(null);
        return all == null
                ? CompletableFuture.failedFuture(RedisLink.unavailable(null))
                : all.add(settings.get().names().publications(channel));
    }

    /** Notes that one socket fewer is subscribed to a channel. */
    public void unsubscribe(String channel) {
        Interests all = interests.getNow(null);
        if (all != null) {
            all.remove(settings.get().names().publications(channel));
        }
    }

    private void receive(Interests all, String redisChannel, byte[] message) {
        if (!all.has(redisChannel)) {
            all.dropUnwanted(redisChannel);
            return;
        }
        received.increment();
        try {
            hub.publish(read(settings.get().names().channelOf(redisChannel), message));
        } catch (IllegalArgumentException e) {
            malformed.increment();
            complaint.warn(
                    "dropped a publication that came by PUBLISH: publish a JSON text to the Redis channel of a"
                            + " declared namespace, or use the HTTP API; " + e.getMessage(),
                    redisChannel);
        }
    }

    private Publication read(String channel, byte[] message) {
        GatewayConfig.@Nullable Channel namespace = settings.get().namespaceOf(channel);
        if (namespace == null) {
            throw new IllegalArgumentException("no such namespace is declared");
        }
        if (message.length > 0 && message[0] == Envelope.MARK) {
            return Envelope.decode(channel, message);
        }
        byte[] data = namespace.data() == GatewayConfig.DataFormat.JSON ? JsonText.check(message) : message;
        return new Publication(channel, data, null, Map.of(), 0);
    }

    /** Number of publications that Redis took from this process. */
    public long published() {
        return published.sum();
    }

    /** Number of publications that came from Redis. */
    public long received() {
        return received.sum();
    }

    /** Number of those that were dropped because they were malformed. */
    public long malformed() {
        return malformed.sum();
    }
}
