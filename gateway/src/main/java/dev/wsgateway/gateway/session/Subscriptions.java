package dev.wsgateway.gateway.session;

import dev.wsgateway.config.GatewayConfig;
import dev.wsgateway.gateway.auth.Identity;
import dev.wsgateway.gateway.auth.SubscriptionGrant;
import dev.wsgateway.gateway.history.Position;
import dev.wsgateway.gateway.history.Recovery;
import dev.wsgateway.gateway.hub.EncodedPublication;
import dev.wsgateway.gateway.hub.Framing;
import dev.wsgateway.gateway.hub.Publication;
import dev.wsgateway.gateway.protocol.Disconnect;
import dev.wsgateway.gateway.protocol.Reply;
import io.netty.buffer.ByteBuf;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The channels of one session, from the moment that somebody wants them to their end. A subscription is {@link #add
 * added}, {@link #join joined}, {@link #activate activated}, told to the client and {@link #open opened}, in this order.
 */
final class Subscriptions {
    private final SessionContext context;
    private final ProtocolSession session;
    private Map<String, Subscription> channels = Map.of();
    private int gates;
    /** How many take deltas. */
    private int deltas;

    Subscriptions(SessionContext context, ProtocolSession session) {
        this.context = context;
        this.session = session;
    }

    /** The subscription to a channel, made or on its way; null if there is none. */
    @Nullable
    Subscription get(String channel) {
        return channels.get(channel);
    }

    /** The channels that the client is subscribed to, or about to be. */
    List<String> all() {
        return List.copyOf(channels.keySet());
    }

    /** Whether a subscription is asked for and neither made nor refused yet. */
    boolean isPending(String channel) {
        Subscription subscription = channels.get(channel);
        return subscription != null && !subscription.active;
    }

    /** Tells of those that stand. */
    void announce() {
        channels.forEach((channel, subscription) -> {
            if (subscription.active) {
                context.lifecycle().subscribed(session.client(), channel);
            }
        });
    }

    /** Whether there is a subscription that stands. */
    boolean isActive(String channel) {
        Subscription subscription = channels.get(channel);
        return subscription != null && subscription.active;
    }

    /** The grant of a subscription that stands; null if there is none. */
    @Nullable
    SubscriptionGrant grant(String channel) {
        Subscription subscription = channels.get(channel);
        return subscription == null ? null : subscription.grant;
    }

    /** Whether the client has as many channels as it may have. */
    boolean areFull() {
        return channels.size() >= context.settings().get().config().limits().subscriptionsPerConnection();
    }

    /** Takes a place for a subscription that is wanted. There is none to the channel yet. */
    Subscription add(String channel, boolean serverSide) {
        if (channels.isEmpty()) {
            channels = new HashMap<>(2);
        }
        Subscription subscription = new Subscription(serverSide);
        channels.put(channel, subscription);
        return subscription;
    }

    /** Gives the place of a subscription back that is not to be. */
    void drop(String channel, Subscription subscription) {
        if (channels.remove(channel, subscription)) {
            leave(channel, subscription);
        }
    }

    /**
     * Asks Redis for a channel. Neither consumer is called when the session has ended meanwhile.
     *
     * @param since how far the client is; null for one that doesn't ask to recover
     * @param joined is told what the client missed; null where the channel keeps no history
     * @param failed is told why there is no subscription; its place is given back
     */
    void join(
            String channel,
            Subscription subscription,
            @Nullable Position since,
            Consumer<@Nullable Recovery> joined,
            Consumer<Throwable> failed) {
        session.await(context.broker().subscribe(channel), (nothing, failure) -> {
            if (failure != null) {
                drop(channel, subscription);
                failed.accept(failure);
            } else if (session.isClosed()) {
                context.broker().unsubscribe(channel);
            } else {
                subscription.noted = true;
                if (context.broker().keepsHistory(channel)) {
                    recover(channel, subscription, since, joined, failed);
                } else {
                    joined.accept(null);
                }
            }
        });
    }

    // In the hub before the history is read: what is published meanwhile is in one of the two, or in both.
    private void recover(
            String channel,
            Subscription subscription,
            @Nullable Position since,
            Consumer<@Nullable Recovery> joined,
            Consumer<Throwable> failed) {
        int maxBytes = context.settings().get().config().limits().queueBytes() / 2;
        subscription.gate = new Gate(maxBytes);
        gates++;
        enter(channel, subscription);
        session.await(context.broker().recover(channel, since, maxBytes), (recovery, failure) -> {
            if (session.isClosed()) {
                return;
            }
            if (failure == null && recovery != null) {
                joined.accept(recovery.orElse(null));
            } else {
                drop(channel, subscription);
                failed.accept(failure == null ? new IllegalStateException("no answer") : failure);
            }
        });
    }

    private void enter(String channel, Subscription subscription) {
        subscription.joined = true;
        context.hub().add(channel, session);
    }

    /** The client is about to be told that it is subscribed. */
    void activate(String channel, Subscription subscription) {
        subscription.active = true;
        expireWith(channel, subscription);
    }

    /** The client was told that it is subscribed: publications may follow. */
    void open(String channel, Subscription subscription, @Nullable Recovery recovery) {
        // What the client was told may have ended the session.
        if (session.isClosed()) {
            return;
        }
        context.lifecycle().subscribed(session.client(), channel);
        subscription.epoch = recovery == null ? null : recovery.position().epoch();
        boolean renewed = subscription.renewed != null && !subscription.renewed.equals(subscription.epoch);
        Gate gate = subscription.gate;
        if (subscription.unwanted != null) {
            end(channel, subscription.unwanted);
        } else if (gate == null) {
            enter(channel, subscription);
        } else if (gate.lost() || renewed) {
            end(channel, UnsubscribeCode.INSUFFICIENT_STATE);
        } else {
            gate.open(recovery == null ? 0 : recovery.position().offset(), session.slow()::write);
            session.flush();
        }
        // It was asked for under a configuration that may have changed since.
        session.review(channel);
        if (isActive(channel) && context.movements().areTold(channel)) {
            subscription.announced = session.info(channel);
            context.movements().announce(channel, true, subscription.announced);
        }
    }

    /** Whether the client wants to be told who comes and goes, and may be. */
    boolean hearsWhoMoves(String channel) {
        Subscription subscription = channels.get(channel);
        GatewayConfig.Channel namespace = context.settings().get().namespaceOf(channel);
        if (subscription == null || !subscription.active || namespace == null) {
            return false;
        }
        return switch (namespace.visibility().joinLeave()) {
            case ALWAYS -> true;
            case ON_REQUEST -> subscription.asksWhoMoves;
            case NONE -> false;
        };
    }

    /** The client takes deltas. Before the subscription joins: what waits at its gate is encoded already. */
    void takeDeltas(Subscription subscription) {
        subscription.takesDeltas = true;
        deltas++;
    }

    /** Whether each publication to the client builds on the one before. */
    boolean takesDeltas(String channel) {
        Subscription subscription = deltas == 0 ? null : channels.get(channel);
        return subscription != null && subscription.takesDeltas;
    }

    /** The frame of a publication for this client. */
    ByteBuf frame(EncodedPublication publication, Framing framing) {
        Subscription subscription =
                deltas == 0 ? null : channels.get(publication.publication().channel());
        if (subscription == null || !subscription.takesDeltas) {
            return publication.frame(framing);
        }
        ByteBuf frame = publication.frameForDelta(framing, subscription.base);
        // Behind a gate it may be one that the client has been sent already, and so is not sent.
        subscription.base = subscription.gate == null ? publication.publication() : null;
        return frame;
    }

    /** The configuration may have changed: ends what is no longer allowed. */
    void review(Identity identity) {
        all().forEach(channel -> review(channel, identity));
    }

    /** Ends a subscription that the configuration in force does not allow, or under which it lacks a position. */
    void review(String channel, Identity identity) {
        Subscription subscription = channels.get(channel);
        // While its token is checked it is not known what it may do.
        if (subscription == null || !subscription.noted) {
            return;
        }
        if (!Standing.mayStay(context.settings().get(), channel, identity, subscription, session.isJson())) {
            end(channel, UnsubscribeCode.NOT_ALLOWED);
        } else if (subscription.active
                && subscription.epoch == null
                && context.broker().keepsHistory(channel)) {
            end(channel, UnsubscribeCode.INSUFFICIENT_STATE);
        }
    }

    /**
     * Whether a live publication may go out now. Until the first one behind the position that the client was told, some
     * may still be on their way that are not.
     */
    boolean passes(Publication publication, ByteBuf frame) {
        if (gates == 0) {
            return true;
        }
        Subscription subscription = channels.get(publication.channel());
        if (subscription == null || subscription.gate == null) {
            return true;
        }
        boolean passes = subscription.gate.passes(publication, frame);
        if (passes) {
            subscription.gate = null;
            gates--;
        }
        return passes;
    }

    /** Publications of a channel were lost. */
    void lose(String channel) {
        Subscription subscription = channels.get(channel);
        if (subscription != null && !subscription.active && subscription.gate != null) {
            subscription.gate.lose();
        } else {
            end(channel, UnsubscribeCode.INSUFFICIENT_STATE);
        }
    }

    /**
     * Offsets of a channel are of another epoch from now on. There is no way to tell that to a client that stays: it
     * would come back with the old epoch and offsets of the new one, and be refused. So it subscribes again now.
     */
    void renew(String channel, String epoch) {
        Subscription subscription = channels.get(channel);
        if (subscription != null && !subscription.active) {
            subscription.renewed = epoch;
        } else if (subscription != null && subscription.epoch != null && !subscription.epoch.equals(epoch)) {
            if (subscription.serverSide) {
                moveSoon(channel, subscription);
            } else {
                end(channel, UnsubscribeCode.INSUFFICIENT_STATE);
            }
        }
    }

    /**
     * Has the client connect again within the time that a drain takes, since only so it makes a subscription again that
     * was made for it. Until then it is sent nothing of the channel, and misses nothing: it comes back from where it is.
     */
    private void moveSoon(String channel, Subscription subscription) {
        if (!subscription.joined) {
            return;
        }
        subscription.joined = false;
        session.slow().leave(channel);
        context.hub().remove(channel, session);
        long within = context.settings().get().config().drain().period().toMillis();
        Future<?> _ = session.eventLoop()
                .schedule(
                        () -> session.end(Disconnect.INSUFFICIENT_STATE),
                        context.random().nextLong(within + 1),
                        TimeUnit.MILLISECONDS);
    }

    /** Seconds until a subscription ends; 0 if it does not. */
    long ttl(Subscription subscription) {
        return subscription.grant == null ? 0 : Expiry.ttl(subscription.grant.expiresAt(), context);
    }

    /** Has a subscription end when its grant does. */
    void expireWith(String channel, Subscription subscription) {
        if (subscription.expiry != null) {
            subscription.expiry.cancel(false);
        }
        subscription.expiry = subscription.grant == null
                ? null
                : Expiry.schedule(
                        subscription.grant.expiresAt(),
                        context,
                        session.eventLoop(),
                        () -> end(channel, UnsubscribeCode.EXPIRED));
    }

    /**
     * Ends a subscription, if there is one, and tells the client; one that is on its way ends when it is made. An SDK
     * makes its own subscriptions again, but not those that were made for it: these it gets when it connects again.
     */
    void end(String channel, UnsubscribeCode why) {
        Subscription subscription = channels.get(channel);
        if (subscription == null) {
            return;
        }
        if (!subscription.active) {
            subscription.unwanted = why;
        } else if (subscription.serverSide && why == UnsubscribeCode.INSUFFICIENT_STATE) {
            session.end(Disconnect.INSUFFICIENT_STATE);
        } else {
            remove(channel);
            session.tell(new Reply.Unsubscribed(channel, why.code, why.reason));
        }
    }

    /** Ends a subscription without a word, if there is one that stands. */
    void remove(String channel) {
        Subscription subscription = channels.get(channel);
        if (subscription != null && subscription.active) {
            drop(channel, subscription);
        }
    }

    private void leave(String channel, Subscription subscription) {
        if (subscription.takesDeltas) {
            subscription.takesDeltas = false;
            deltas--;
        }
        if (subscription.expiry != null) {
            subscription.expiry.cancel(false);
        }
        if (subscription.gate != null) {
            subscription.gate.drop();
            subscription.gate = null;
            gates--;
        }
        if (subscription.joined) {
            subscription.joined = false;
            session.slow().leave(channel);
            context.hub().remove(channel, session);
        }
        if (subscription.active) {
            context.lifecycle().unsubscribed(session.client(), channel);
        }
        if (subscription.noted) {
            subscription.noted = false;
            context.broker().unsubscribe(channel);
        }
        if (subscription.announced != null) {
            context.movements().announce(channel, false, subscription.announced);
            subscription.announced = null;
        }
    }

    /** Ends all of them without a word. Those on their way see that the session is closed. */
    void leave() {
        channels.forEach(this::leave);
        channels = new HashMap<>(0);
    }
}
