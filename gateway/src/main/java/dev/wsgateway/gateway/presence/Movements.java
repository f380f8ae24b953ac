package dev.wsgateway.gateway.presence;

import dev.wsgateway.config.GatewayConfig;
import dev.wsgateway.gateway.control.Control;
import dev.wsgateway.gateway.hub.ClientInfo;
import dev.wsgateway.gateway.hub.Hub;
import dev.wsgateway.gateway.hub.Movement;
import dev.wsgateway.gateway.redis.PubSub;
import dev.wsgateway.gateway.redis.RedisLink;
import dev.wsgateway.gateway.settings.Settings;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the subscribers of a channel who comes and who goes, on all gateways, in namespaces that want it. Nothing is kept
 * in Redis: each gateway knows who is in the channels of its own subscribers, up to {@link Attendance#MAX} each, and where it
 * may have missed something asks the others. So those of a gateway that was killed are told to have left as soon as its
 * report has expired. Any thread; nothing blocks.
 */
public final class Movements {
    private static final Logger log = LoggerFactory.getLogger(Movements.class);
    /** Movements on their way to Redis. */
    private static final int MAX_IN_FLIGHT = 1_000;
    /** Channels with movements that did not get through, of which the others are to be told. */
    private static final int MAX_UNSAID = 10_000;
    /** Roll calls at a time. */
    private static final int MAX_CALLS = 16;
    /** Seconds between looks at which gateways are alive. */
    private static final int LOOK = 3;

    private final RedisLink redis;
    private final String node;
    private final Supplier<Settings> settings;
    private final Hub hub;
    private final Presence.Survey rollCall;
    private final Supplier<CompletionStage<Set<String>>> alive;
    private final Map<String, Attendance> attendances = new ConcurrentHashMap<>();
    private final Set<String> unsaid = ConcurrentHashMap.newKeySet();
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicInteger calls = new AtomicInteger();
    private final LongAdder dropped = new LongAdder();
    private int sweeps;

    /**
     * Begins to listen as soon as Redis is there.
     *
     * @param node name of this gateway
     * @param alive tells the gateways that report
     */
    public Movements(
            RedisLink redis,
            String node,
            Supplier<Settings> settings,
            Hub hub,
            Control control,
            Supplier<CompletionStage<Set<String>>> alive) {
        this.redis = redis;
        this.node = node;
        this.settings = settings;
        this.hub = hub;
        this.rollCall = control::headcounts;
        this.alive = alive;
        redis.pubSub().thenAccept(this::listen);
    }

    private void listen(PubSub pubSub) {
        pubSub.addListener(new PubSub.Listener() {
            @Override
            public void message(String redisChannel, byte[] message) {
                if (MovementMessage.isOne(message) && settings.get().names().isPublications(redisChannel)) {
                    receive(settings.get().names().channelOf(redisChannel), message);
                }
            }

            // After a lost link as well, during which nothing was heard.
            @Override
            public void subscribed(String redisChannel) {
                if (settings.get().names().isPublications(redisChannel)) {
                    Attendance attendance =
                            attendances.get(settings.get().names().channelOf(redisChannel));
                    if (attendance != null) {
                        attendance.doubt();
                    }
                }
            }
        });
    }

    /** Whether anybody may be told of those who come to a channel. */
    public boolean areTold(String channel) {
        GatewayConfig.@Nullable Channel namespace = settings.get().namespaceOf(channel);
        return namespace != null && namespace.visibility().joinLeave() != GatewayConfig.JoinLeave.NONE;
    }

    /** Tells, where the namespace wants it, that a client of this gateway has subscribed, or has left. */
    public void announce(String channel, boolean joined, ClientInfo who) {
        if (!areTold(channel)) {
            return;
        }
        if (inFlight.incrementAndGet() > MAX_IN_FLIGHT) {
            inFlight.decrementAndGet();
            unsaid(channel);
            return;
        }
        send(channel, new MovementMessage(node, joined, who)).whenComplete((receivers, failure) -> {
            inFlight.decrementAndGet();
            if (failure != null) {
                unsaid(channel);
            }
        });
    }

    private void unsaid(String channel) {
        if (unsaid.size() < MAX_UNSAID) {
            unsaid.add(channel);
        } else {
            dropped.increment();
        }
    }

    private CompletionStage<Long> send(String channel, MovementMessage message) {
        return redis.publish(settings.get().names().publications(channel), message.encode());
    }

    private void receive(String channel, byte[] bytes) {
        if (!areTold(channel) || !hub.channels().contains(channel)) {
            return;
        }
        MovementMessage message;
        try {
            message = MovementMessage.decode(bytes);
        } catch (IllegalArgumentException e) {
            dropped.increment();
            return;
        }
        Attendance attendance = attendances.computeIfAbsent(
                channel, name -> new Attendance((joined, who) -> hub.move(new Movement(name, joined, who))));
        if (message.who() == null) {
            attendance.doubt();
        } else if (!attendance.note(message.node(), message.joined(), message.who())) {
            dropped.increment();
        }
    }

    /** Calls the rolls that are due. To be called every second. */
    public void sweep() {
        attendances.keySet().removeIf(channel -> !hub.channels().contains(channel) || !areTold(channel));
        for (String channel : List.copyOf(unsaid)) {
            if (calls.get() < MAX_CALLS) {
                unsaid.remove(channel);
                counted(send(channel, new MovementMessage(node, false, null))).whenComplete((receivers, failure) -> {
                    if (failure != null) {
                        unsaid(channel);
                    }
                });
            }
        }
        attendances.forEach(this::callIfDue);
        sweeps++;
        if (sweeps % LOOK == 0 && !attendances.isEmpty()) {
            alive.get().thenAccept(this::compare);
        }
    }

    private void compare(Set<String> reporting) {
        Set<String> all = new HashSet<>(reporting);
        all.add(node);
        attendances.values().forEach(attendance -> attendance.compare(all));
    }

    private void callIfDue(String channel, Attendance attendance) {
        if (calls.get() < MAX_CALLS && attendance.begin()) {
            counted(rollCall.of(channel, true)).whenComplete((answers, failure) -> {
                if (failure == null) {
                    attendance.called(answers);
                } else {
                    log.atDebug()
                            .addKeyValue("channel", channel)
                            .addKeyValue("error", failure.getMessage())
                            .log("could not ask who is in a channel; asking again");
                    attendance.failed();
                }
            });
        }
    }

    private <T> CompletionStage<T> counted(CompletionStage<T> call) {
        calls.incrementAndGet();
        return call.whenComplete((answer, failure) -> calls.decrementAndGet());
    }

    /** Number of movements that nobody was told of, since there were too many. */
    public long dropped() {
        return dropped.sum();
    }
}
