package dev.wsgateway.gateway.broker;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.wsgateway.config.GatewayConfig;
import dev.wsgateway.gateway.history.Conditions;
import dev.wsgateway.gateway.history.Feed;
import dev.wsgateway.gateway.history.FeedChecks;
import dev.wsgateway.gateway.history.FeedEvents;
import dev.wsgateway.gateway.history.HistoryAnswer;
import dev.wsgateway.gateway.history.HistoryQuery;
import dev.wsgateway.gateway.history.HistoryStore;
import dev.wsgateway.gateway.history.Position;
import dev.wsgateway.gateway.history.Published;
import dev.wsgateway.gateway.history.Recovery;
import dev.wsgateway.gateway.history.Source;
import dev.wsgateway.gateway.hub.Hub;
import dev.wsgateway.gateway.hub.JsonText;
import dev.wsgateway.gateway.hub.Publication;
import dev.wsgateway.gateway.hub.PublicationCodec;
import dev.wsgateway.gateway.redis.PubSub;
import dev.wsgateway.gateway.redis.RedisLink;
import dev.wsgateway.gateway.settings.Settings;
import java.time.Clock;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
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
 *
 * <p>The first byte of a message on Redis Pub/Sub says what it is. {@code 0x01 PUBLICATION} comes from a gateway, in a
 * namespace without history. {@code 0x02 OFFSET SPACE EPOCH LF PUBLICATION} comes from the publish script. {@code 0x03} is
 * not for the broker, see {@link #MOVEMENT}. {@code 0x04} to {@code 0x07} are kept for later and dropped. Anything else is
 * a backend's own {@code PUBLISH}: behind {@code 0x00}, which binary data may need before them, or the whole message.
 * {@code PUBLICATION} is what {@link PublicationCodec} writes.
 */
public final class Broker {
    private static final Logger log = LoggerFactory.getLogger(Broker.class);
    private static final byte WITHOUT_HISTORY = 1;
    private static final byte WITH_HISTORY = 2;
    /** First byte of a message that says who came to the channel or left it. */
    public static final byte MOVEMENT = 3;

    private static final byte LAST_OF_OURS = 7;

    private final RedisLink redis;
    private final Hub hub;
    private final Supplier<Settings> settings;
    private final HistoryStore store;
    private final FeedEvents feedEvents = new FeedEvents(Clock.systemUTC());
    private final FeedChecks checks = new FeedChecks();
    private final CompletableFuture<Interests> interests = new CompletableFuture<>();
    private final Complaint complaint = new Complaint(log, System::nanoTime);
    private final LongAdder published = new LongAdder();
    private final LongAdder received = new LongAdder();
    private final LongAdder malformed = new LongAdder();

    /** A broker between a Redis and this process's hub. */
    public Broker(RedisLink redis, Hub hub, Supplier<Settings> settings, HistoryStore store) {
        this.redis = redis;
        this.hub = hub;
        this.settings = settings;
        this.store = store;
        redis.pubSub().thenAccept(this::listen);
    }

    private void listen(PubSub pubSub) {
        Interests all = new Interests(pubSub);
        pubSub.addListener(new PubSub.Listener() {
            @Override
            public void message(String redisChannel, byte[] message) {
                receive(all, redisChannel, message);
            }

            // After a lost link as well: what was published meanwhile is read from the history.
            @Override
            public void subscribed(String redisChannel) {
                Feed feed = all.feed(redisChannel);
                if (feed != null) {
                    checks.check(feed);
                }
            }
        });
        interests.complete(all);
    }

    /**
     * Compares channels that have been silent with Redis, and takes up that a namespace has begun or ceased to keep
     * history: its subscribers are told to come back, with a position or without. To be called every second.
     */
    public void sweep() {
        Interests all = interests.getNow(null);
        if (all != null) {
            all.names().forEach(redisChannel -> refit(all, redisChannel));
            checks.sweep(all.feeds());
        }
    }

    /**
     * Publishes to all subscribers on all gateways. The caller has checked that the namespace exists and that the data
     * is what it asks for.
     *
     * @param conditions ignored in a namespace without history, where nothing is known of what was published before
     * @return what became of it, or empty in a namespace without history, when Redis has answered; fails with {@link
     *     dev.wsgateway.gateway.redis.RedisUnavailableException}, after which it may or may not have been published
     */
    public CompletionStage<Optional<Published>> publish(Publication publication, Conditions conditions) {
        GatewayConfig.@Nullable History history = historyOf(publication.channel());
        CompletionStage<Optional<Published>> result = history == null
                ? send(publication)
                : store.publish(publication, history, conditions).thenApply(Optional::of);
        return result.whenComplete((done, failure) -> {
            if (failure == null) {
                published.increment();
            }
        });
    }

    /**
     * Publishes what comes from an entry of another stream; see {@link HistoryStore#publishOnce}. In a namespace without
     * history it is published each time it is tried.
     *
     * @return empty when it, or a later entry, was published before; fails with {@link
     *     dev.wsgateway.gateway.redis.RedisUnavailableException}, after which it may be tried again
     */
    public CompletionStage<Optional<Published.Outcome>> publishOnce(
            Publication publication, Conditions conditions, Source source) {
        GatewayConfig.@Nullable History history = historyOf(publication.channel());
        CompletionStage<Optional<Published.Outcome>> result = history == null
                ? send(publication).thenApply(sent -> Optional.of(Published.Outcome.PUBLISHED))
                : store.publishOnce(publication, history, conditions, source)
                        .thenApply(outcome -> outcome.map(Published::outcome));
        return result.whenComplete((outcome, failure) -> {
            if (failure == null && outcome.isPresent()) {
                published.increment();
            }
        });
    }

    private CompletionStage<Optional<Published>> send(Publication publication) {
        byte[] bytes = PublicationCodec.encode(publication);
        byte[] message = new byte[bytes.length + 1];
        message[0] = WITHOUT_HISTORY;
        System.arraycopy(bytes, 0, message, 1, bytes.length);
        String to = settings.get().names().publications(publication.channel());
        return redis.publish(to, message).thenApply(done -> Optional.empty());
    }

    /** Whether the namespace of a channel keeps history, so that {@link #recover} may be asked. */
    public boolean keepsHistory(String channel) {
        return historyOf(channel) != null;
    }

    private GatewayConfig.@Nullable History historyOf(String channel) {
        GatewayConfig.@Nullable Channel namespace = settings.get().namespaceOf(channel);
        return namespace == null ? null : namespace.history();
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
                : all.add(settings.get().names().publications(channel), () -> newFeed(channel));
    }

    private void refit(Interests all, String redisChannel) {
        String channel = settings.get().names().channelOf(redisChannel);
        if (all.refit(redisChannel, historyOf(channel), () -> newFeed(channel))) {
            hub.lose(channel);
        }
    }

    private @Nullable Feed newFeed(String channel) {
        GatewayConfig.@Nullable History history = historyOf(channel);
        return history == null ? null : new Feed(channel, store, history, hub, feedEvents, System::nanoTime);
    }

    /** Notes that one socket fewer is subscribed to a channel. */
    public void unsubscribe(String channel) {
        Interests all = interests.getNow(null);
        if (all != null) {
            all.remove(settings.get().names().publications(channel));
        }
    }

    /**
     * What a client that subscribes to a channel with history is told. Its socket is in the hub already, and holds back
     * what arrives there until this has answered.
     *
     * @param since how far the client is; null for one that doesn't ask to recover
     * @param maxBytes bytes of publications to recover at most; a client that missed more is not recovered
     * @return empty where the channel keeps no history; fails with {@link
     *     dev.wsgateway.gateway.redis.RedisUnavailableException}
     */
    public CompletionStage<Optional<Recovery>> recover(String channel, @Nullable Position since, int maxBytes) {
        Interests all = interests.getNow(null);
        Feed feed = all == null ? null : all.feed(settings.get().names().publications(channel));
        return feed == null
                ? CompletableFuture.completedFuture(Optional.empty())
                : feed.recover(since, maxBytes).thenApply(Optional::of);
    }

    /**
     * Past publications of a channel, which need not have subscribers. The caller has checked that its namespace keeps
     * history.
     *
     * @param maxBytes bytes of publications to return at most
     * @return fails with {@link dev.wsgateway.gateway.redis.RedisUnavailableException}
     */
    public CompletionStage<HistoryAnswer> history(String channel, HistoryQuery query, int maxBytes) {
        GatewayConfig.@Nullable History history = historyOf(channel);
        return history == null
                ? CompletableFuture.failedFuture(
                        RedisLink.unavailable(new IllegalStateException("no history any more")))
                : store.history(channel, history, query, maxBytes);
    }

    /**
     * Forgets the past publications of a channel.
     *
     * @return fails with {@link dev.wsgateway.gateway.redis.RedisUnavailableException}
     */
    public CompletionStage<Void> removeHistory(String channel) {
        return store.remove(channel);
    }

    private void receive(Interests all, String redisChannel, byte[] message) {
        byte kind = message.length == 0 ? Byte.MAX_VALUE : message[0];
        if (kind == MOVEMENT || !settings.get().names().isPublications(redisChannel)) {
            return;
        }
        if (!all.has(redisChannel)) {
            all.dropUnwanted(redisChannel);
            return;
        }
        received.increment();
        String channel = settings.get().names().channelOf(redisChannel);
        try {
            if (kind == WITH_HISTORY) {
                receiveFromHistory(all.feed(redisChannel), channel, message);
            } else {
                hub.publish(read(channel, message));
            }
        } catch (IllegalArgumentException e) {
            malformed.increment();
            complaint.warn(
                    "dropped a publication that came by PUBLISH: publish a JSON text to the Redis channel of a declared"
                            + " namespace without history, or use the HTTP API; " + e.getMessage(),
                    redisChannel);
        }
    }

    private void receiveFromHistory(@Nullable Feed feed, String channel, byte[] message) {
        int space = indexOf(message, (byte) ' ', 1);
        int newline = indexOf(message, (byte) '\n', space);
        long offset = Long.parseLong(new String(message, 1, space - 1, UTF_8));
        Publication publication = PublicationCodec.decode(channel, message, newline + 1, offset);
        if (feed == null) {
            hub.publish(publication);
        } else {
            feed.receive(publication, new String(message, space + 1, newline - space - 1, UTF_8));
        }
    }

    private static int indexOf(byte[] message, byte wanted, int from) {
        for (int i = from; i < message.length; i++) {
            if (message[i] == wanted) {
                return i;
            }
        }
        throw new IllegalArgumentException("malformed header");
    }

    private Publication read(String channel, byte[] message) {
        GatewayConfig.@Nullable Channel namespace = settings.get().namespaceOf(channel);
        if (namespace == null) {
            throw new IllegalArgumentException("no such namespace is declared");
        }
        if (message.length > 0 && message[0] == WITHOUT_HISTORY) {
            return PublicationCodec.decode(channel, message, 1, 0);
        }
        if (namespace.history() != null) {
            throw new IllegalArgumentException("the namespace keeps history, which PUBLISH goes past");
        }
        byte[] data = dataOf(message);
        return new Publication(
                channel,
                namespace.data() == GatewayConfig.DataFormat.JSON ? JsonText.check(data) : data,
                null,
                Map.of(),
                0);
    }

    private static byte[] dataOf(byte[] message) {
        if (message.length == 0 || message[0] < 0 || message[0] > LAST_OF_OURS) {
            return message;
        }
        if (message[0] != 0) {
            throw new IllegalArgumentException("data that begin with a byte from 0 to 7 need a byte 0 before them");
        }
        return Arrays.copyOfRange(message, 1, message.length);
    }

    /** What happened to the channels with history. */
    public FeedEvents feedEvents() {
        return feedEvents;
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
