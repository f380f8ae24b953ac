package dev.wsgateway.gateway.control;

import dev.wsgateway.gateway.metrics.GatewayMetrics;
import dev.wsgateway.gateway.redis.RedisLink;
import dev.wsgateway.gateway.settings.Settings;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Orders and questions between the gateways of one {@code WebSocketGateway}. Any thread; nothing blocks; results arrive
 * on a thread that must not be blocked.
 *
 * <p>An order reaches the gateways that are connected to Redis at that moment, as Pub/Sub has it.
 */
public final class Control {
    private static final Logger log = LoggerFactory.getLogger(Control.class);
    private static final Duration SURVEY = Duration.ofMillis(1500);
    private static final Executor RETRY = CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS);
    /** Channels in one answer; more would make messages of many megabytes. */
    private static final int MAX_CHANNELS = 50_000;

    private final RedisLink redis;
    private final String node;
    private final String allNodes;
    private final Supplier<Settings> settings;
    private final Function<Predicate<String>, CompletionStage<Map<String, Integer>>> channels;
    private final Consumer<DisconnectOrder> disconnect;
    private final GatewayMetrics metrics;
    private final Map<String, Survey> surveys = new ConcurrentHashMap<>();

    /**
     * Begins to listen as soon as Redis is there.
     *
     * @param node name of this gateway
     * @param channels tells this gateway's channels that match, with their numbers of subscribers
     * @param disconnect closes connections of this gateway; must not block
     */
    public Control(
            RedisLink redis,
            String node,
            Supplier<Settings> settings,
            Function<Predicate<String>, CompletionStage<Map<String, Integer>>> channels,
            Consumer<DisconnectOrder> disconnect,
            GatewayMetrics metrics) {
        this.redis = redis;
        this.node = node;
        this.allNodes = settings.get().names().control();
        this.settings = settings;
        this.channels = channels;
        this.disconnect = disconnect;
        this.metrics = metrics;
        redis.pubSub().thenAccept(this::listen);
    }

    private void listen(StatefulRedisPubSubConnection<String, byte[]> connection) {
        String toMe = settings.get().names().control(node);
        connection.addListener(new RedisPubSubAdapter<>() {
            @Override
            public void message(String redisChannel, byte[] message) {
                if (redisChannel.equals(allNodes) || redisChannel.equals(toMe)) {
                    receive(message);
                }
            }
        });
        subscribe(connection, toMe);
    }

    private void subscribe(StatefulRedisPubSubConnection<String, byte[]> connection, String toMe) {
        connection.async().subscribe(allNodes, toMe).whenComplete((done, failure) -> {
            if (failure != null && connection.isOpen()) {
                RETRY.execute(() -> subscribe(connection, toMe));
            }
        });
    }

    /**
     * Has connections closed, on every gateway.
     *
     * @return completes when Redis has taken the order; fails with {@link
     *     dev.wsgateway.gateway.redis.RedisUnavailableException}
     */
    public CompletionStage<Void> disconnect(DisconnectOrder order) {
        return send(allNodes, order).thenAccept(receivers -> {});
    }

    /**
     * Asks all gateways which channels have subscribers.
     *
     * @param pattern see {@link ChannelPattern}
     * @param nodes gateways whose answers are waited for, 1.5 s at most
     * @return fails with {@link dev.wsgateway.gateway.redis.RedisUnavailableException}
     */
    public CompletionStage<SurveyResult> channels(String pattern, Set<String> nodes) {
        String id = UUID.randomUUID().toString();
        Survey survey = new Survey(nodes);
        surveys.put(id, survey);
        CompletableFuture.delayedExecutor(SURVEY.toMillis(), TimeUnit.MILLISECONDS)
                .execute(survey::finish);
        return send(allNodes, new ControlMessage.ChannelsQuery(id, node, pattern))
                .thenCompose(receivers -> survey.result())
                .whenComplete((result, failure) -> surveys.remove(id));
    }

    private CompletionStage<Long> send(String to, ControlMessage message) {
        return redis.call(commands -> commands.publish(to, message.toJson()));
    }

    private void receive(byte[] json) {
        ControlMessage message;
        try {
            message = ControlMessage.parse(json);
        } catch (IllegalArgumentException e) {
            metrics.malformedControl();
            log.atWarn()
                    .addKeyValue("redisChannel", allNodes)
                    .addKeyValue("error", e.getMessage())
                    .log("dropped an order that makes no sense, or comes from a newer gateway");
            return;
        }
        switch (message) {
            case DisconnectOrder order -> disconnect.accept(order);
            case ControlMessage.ChannelsQuery query -> answer(query);
            case ControlMessage.ChannelsAnswer answer -> {
                Survey survey = surveys.get(answer.id());
                if (survey != null) {
                    survey.add(answer);
                }
            }
        }
    }

    private void answer(ControlMessage.ChannelsQuery query) {
        channels.apply(new ChannelPattern(query.pattern()))
                .thenCompose(counts -> send(
                        settings.get().names().control(query.node()),
                        new ControlMessage.ChannelsAnswer(
                                query.id(), node, counts.size() > MAX_CHANNELS ? null : counts)))
                .exceptionally(failure -> {
                    log.atWarn()
                            .addKeyValue("node", query.node())
                            .addKeyValue("error", failure.getMessage())
                            .log("could not answer another gateway's question");
                    return 0L;
                });
    }
}
