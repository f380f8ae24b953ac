package dev.wsgateway.gateway.control;

import dev.wsgateway.gateway.broker.Complaint;
import dev.wsgateway.gateway.hub.ClientInfo;
import dev.wsgateway.gateway.metrics.GatewayMetrics;
import dev.wsgateway.gateway.redis.PubSub;
import dev.wsgateway.gateway.redis.RedisLink;
import dev.wsgateway.gateway.settings.Settings;
import java.time.Duration;
import java.util.List;
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
    private final Function<String, CompletionStage<List<ClientInfo>>> members;
    private final Supplier<CompletionStage<Set<String>>> alive;
    private final Consumer<Order> orders;
    private final GatewayMetrics metrics;
    private final Complaint complaint = new Complaint(log, System::nanoTime);
    private final Map<String, Survey> surveys = new ConcurrentHashMap<>();
    private final Map<String, RollCall> rollCalls = new ConcurrentHashMap<>();

    /**
     * Begins to listen as soon as Redis is there.
     *
     * @param node name of this gateway
     * @param channels tells this gateway's channels that match, with their numbers of subscribers
     * @param members tells this gateway's subscribers to a channel
     * @param alive tells the gateways that report
     * @param orders carries out an order on connections of this gateway; must not block
     */
    public Control(
            RedisLink redis,
            String node,
            Supplier<Settings> settings,
            Function<Predicate<String>, CompletionStage<Map<String, Integer>>> channels,
            Function<String, CompletionStage<List<ClientInfo>>> members,
            Supplier<CompletionStage<Set<String>>> alive,
            Consumer<Order> orders,
            GatewayMetrics metrics) {
        this.redis = redis;
        this.node = node;
        this.allNodes = settings.get().names().control();
        this.settings = settings;
        this.channels = channels;
        this.members = members;
        this.alive = alive;
        this.orders = orders;
        this.metrics = metrics;
        redis.pubSub().thenAccept(this::listen);
    }

    private void listen(PubSub pubSub) {
        String toMe = settings.get().names().control(node);
        pubSub.addListener(new PubSub.Listener() {
            @Override
            public void message(String redisChannel, byte[] message) {
                if (redisChannel.equals(allNodes) || redisChannel.equals(toMe)) {
                    receive(message);
                }
            }

            @Override
            public void subscribed(String redisChannel) {}
        });
        subscribe(pubSub, allNodes);
        subscribe(pubSub, toMe);
    }

    private static void subscribe(PubSub pubSub, String redisChannel) {
        pubSub.subscribe(redisChannel).whenComplete((done, failure) -> {
            if (failure != null) {
                RETRY.execute(() -> subscribe(pubSub, redisChannel));
            }
        });
    }

    /**
     * Has an order carried out, on every gateway.
     *
     * @return completes when Redis has taken the order; fails with {@link
     *     dev.wsgateway.gateway.redis.RedisUnavailableException}
     */
    public CompletionStage<Void> send(Order order) {
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
                .thenCompose(done -> survey.result())
                .whenComplete((result, failure) -> surveys.remove(id));
    }

    /**
     * Asks all gateways for their subscribers to a channel.
     *
     * @param names whether to name them, or just to count
     * @return the answers of all that are alive; fails with {@link
     *     dev.wsgateway.gateway.redis.RedisUnavailableException}, also when one of them did not answer within 1.5 s
     */
    public CompletionStage<List<Headcount>> headcounts(String channel, boolean names) {
        String id = UUID.randomUUID().toString();
        RollCall rollCall = new RollCall();
        rollCalls.put(id, rollCall);
        CompletableFuture.delayedExecutor(SURVEY.toMillis(), TimeUnit.MILLISECONDS)
                .execute(() -> timeIsUp(rollCall));
        send(allNodes, new ControlMessage.HeadcountQuery(id, node, channel, names))
                .whenComplete((receivers, failure) -> {
                    if (failure == null) {
                        rollCall.expect(receivers);
                    } else {
                        rollCall.fail(failure);
                    }
                });
        return rollCall.result().whenComplete((result, failure) -> rollCalls.remove(id));
    }

    private void timeIsUp(RollCall rollCall) {
        if (!rollCall.result().isDone()) {
            alive.get().whenComplete((nodes, failure) -> {
                if (failure == null) {
                    rollCall.finish(nodes);
                } else {
                    rollCall.fail(failure);
                }
            });
        }
    }

    private CompletionStage<Long> send(String to, ControlMessage message) {
        return redis.publish(to, message.toJson());
    }

    private void receive(byte[] json) {
        ControlMessage message;
        try {
            message = ControlMessage.parse(json);
        } catch (IllegalArgumentException e) {
            metrics.malformedControl();
            complaint.warn(
                    "dropped an order that makes no sense, or comes from a newer gateway: " + e.getMessage(), allNodes);
            return;
        }
        switch (message) {
            case Order order -> orders.accept(order);
            case ControlMessage.ChannelsQuery query ->
                answer(
                        channels.apply(new ChannelPattern(query.pattern()))
                                .thenCompose(counts -> send(
                                        settings.get().names().control(query.node()),
                                        new ControlMessage.ChannelsAnswer(
                                                query.id(), node, counts.size() > MAX_CHANNELS ? null : counts))),
                        query.node());
            case ControlMessage.HeadcountQuery query ->
                answer(
                        members.apply(query.channel())
                                .thenCompose(clients -> send(
                                        settings.get().names().control(query.node()),
                                        Headcount.of(query.id(), node, clients, query.names()))),
                        query.node());
            case Headcount answer -> {
                RollCall rollCall = rollCalls.get(answer.id());
                if (rollCall != null) {
                    rollCall.add(answer);
                }
            }
            case ControlMessage.ChannelsAnswer answer -> {
                Survey survey = surveys.get(answer.id());
                if (survey != null) {
                    survey.add(answer);
                }
            }
        }
    }

    private static void answer(CompletionStage<Long> sent, String to) {
        sent.exceptionally(failure -> {
            log.atWarn()
                    .addKeyValue("node", to)
                    .addKeyValue("error", failure.getMessage())
                    .log("could not answer another gateway's question");
            return 0L;
        });
    }
}
