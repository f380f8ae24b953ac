package dev.wsgateway.gateway.session;

import dev.wsgateway.config.GatewayConfig;
import dev.wsgateway.gateway.auth.Access;
import dev.wsgateway.gateway.auth.Identity;
import dev.wsgateway.gateway.auth.SubscriptionGrant;
import dev.wsgateway.gateway.auth.TokenException;
import dev.wsgateway.gateway.history.Recovery;
import dev.wsgateway.gateway.hub.Publication;
import dev.wsgateway.gateway.protocol.ErrorCode;
import dev.wsgateway.gateway.protocol.Reply;
import dev.wsgateway.gateway.protocol.Request;
import dev.wsgateway.gateway.protocol.Result;
import io.netty.buffer.ByteBuf;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The channels of one session: the commands subscribe, unsubscribe and sub_refresh, and what ends a subscription. */
final class Subscriptions {
    private final SessionContext context;
    private final ProtocolSession session;
    private Map<String, Subscription> channels = Map.of();
    private int gates;

    Subscriptions(SessionContext context, ProtocolSession session) {
        this.context = context;
        this.session = session;
    }

    /** Whether a subscription is asked for and neither made nor refused yet. */
    boolean isPending(String channel) {
        Subscription subscription = channels.get(channel);
        return subscription != null && !subscription.active;
    }

    /** The grant of a subscription that stands; null if there is none. */
    @Nullable
    SubscriptionGrant grant(String channel) {
        Subscription subscription = channels.get(channel);
        return subscription == null ? null : subscription.grant;
    }

    void subscribe(long id, Request.Subscribe request, Identity identity) {
        String channel = request.channel();
        GatewayConfig.Channel namespace = context.settings().get().namespaceOf(channel);
        if (namespace == null) {
            session.fail(id, ErrorCode.UNKNOWN_CHANNEL);
        } else if (channels.containsKey(channel)) {
            session.fail(id, ErrorCode.ALREADY_SUBSCRIBED);
        } else if (channels.size() >= limit()) {
            session.fail(id, ErrorCode.LIMIT_EXCEEDED);
        } else if (namespace.data() == GatewayConfig.DataFormat.BINARY && session.isJson()) {
            session.fail(id, ErrorCode.NOT_AVAILABLE, "a binary channel: connect with centrifuge-protobuf");
        } else {
            Subscription subscription = new Subscription();
            put(channel, subscription);
            check(id, request, identity, namespace, subscription);
        }
    }

    private int limit() {
        return context.settings().get().config().limits().subscriptionsPerConnection();
    }

    private void put(String channel, Subscription subscription) {
        if (channels.isEmpty()) {
            channels = new HashMap<>(2);
        }
        channels.put(channel, subscription);
    }

    private void check(
            long id,
            Request.Subscribe request,
            Identity identity,
            GatewayConfig.Channel namespace,
            Subscription subscription) {
        if (request.token().isEmpty()) {
            join(id, request, identity, namespace, subscription);
            return;
        }
        session.await(
                context.authenticator()
                        .subscription(request.token(), request.channel(), identity.user(), session.client()),
                (grant, failure) -> {
                    if (failure != null) {
                        channels.remove(request.channel(), subscription);
                        refuse(id, failure);
                    } else if (!session.isClosed()) {
                        subscription.grant = grant;
                        join(id, request, identity, namespace, subscription);
                    }
                });
    }

    private void join(
            long id,
            Request.Subscribe request,
            Identity identity,
            GatewayConfig.Channel namespace,
            Subscription subscription) {
        String channel = request.channel();
        if (!Access.maySubscribe(namespace, channel, identity, subscription.grant != null)) {
            channels.remove(channel);
            session.fail(id, ErrorCode.PERMISSION_DENIED);
            return;
        }
        session.await(context.broker().subscribe(channel), (nothing, failure) -> {
            if (failure != null) {
                channels.remove(channel);
                session.fail(id, failure);
            } else if (session.isClosed()) {
                context.broker().unsubscribe(channel);
            } else if (context.broker().keepsHistory(channel)) {
                recover(id, request, subscription);
            } else {
                subscription.active = true;
                expireWith(channel, subscription);
                session.answer(id, new Result.Subscribe(ttl(subscription), null, false));
                // Only what comes after the reply may come after it on the wire; the reply may have ended the session.
                if (!session.isClosed()) {
                    subscription.joined = true;
                    context.hub().add(channel, session);
                }
            }
        });
    }

    // In the hub before the history is read: what is published meanwhile is in one of the two, or in both.
    private void recover(long id, Request.Subscribe request, Subscription subscription) {
        String channel = request.channel();
        int maxBytes = context.settings().get().config().limits().queueBytes() / 2;
        Gate gate = new Gate(maxBytes);
        subscription.gate = gate;
        gates++;
        subscription.joined = true;
        context.hub().add(channel, session);
        session.await(context.broker().recover(channel, request.since(), maxBytes), (recovery, failure) -> {
            if (session.isClosed()) {
                return;
            }
            if (failure == null && recovery != null) {
                recovered(id, request, subscription, gate, recovery.orElse(null));
            } else {
                channels.remove(channel);
                leave(channel, subscription);
                session.fail(id, failure == null ? new IllegalStateException("no answer") : failure);
            }
        });
    }

    private void recovered(
            long id, Request.Subscribe request, Subscription subscription, Gate gate, @Nullable Recovery recovery) {
        subscription.active = true;
        expireWith(request.channel(), subscription);
        session.answer(id, new Result.Subscribe(ttl(subscription), recovery, request.since() != null));
        subscription.epoch = recovery == null ? null : recovery.position().epoch();
        if (gate.lost() || (subscription.renewed != null && !subscription.renewed.equals(subscription.epoch))) {
            end(request.channel(), UnsubscribeCode.INSUFFICIENT_STATE);
            return;
        }
        gate.open(recovery == null ? 0 : recovery.position().offset(), session.slow()::write);
        session.flush();
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
            end(channel, UnsubscribeCode.INSUFFICIENT_STATE);
        }
    }

    void unsubscribe(long id, String channel) {
        if (remove(channel)) {
            session.answer(id, new Result.Unsubscribe());
        } else if (context.settings().get().namespaceOf(channel) == null) {
            session.fail(id, ErrorCode.UNKNOWN_CHANNEL);
        } else {
            session.answer(id, new Result.Unsubscribe());
        }
    }

    void refresh(long id, Request.SubRefresh request) {
        String channel = request.channel();
        Subscription subscription = channels.get(channel);
        if (subscription == null) {
            session.fail(id, ErrorCode.PERMISSION_DENIED);
            return;
        }
        session.await(
                context.authenticator().subscription(request.token(), channel, session.user(), session.client()),
                (grant, failure) -> {
                    if (failure != null) {
                        refuse(id, failure);
                    } else if (channels.get(channel) == subscription) {
                        subscription.grant = grant;
                        expireWith(channel, subscription);
                        session.answer(id, new Result.SubRefresh(ttl(subscription)));
                    } else {
                        session.fail(id, ErrorCode.PERMISSION_DENIED);
                    }
                });
    }

    private void refuse(long id, Throwable failure) {
        if (!(failure instanceof TokenException token)) {
            session.fail(id, failure);
            return;
        }
        switch (token.reason()) {
            case INVALID, MISSING -> session.fail(id, ErrorCode.PERMISSION_DENIED);
            case EXPIRED -> session.fail(id, ErrorCode.TOKEN_EXPIRED);
            case KEYS_UNAVAILABLE -> session.fail(id, token);
        }
    }

    private long ttl(Subscription subscription) {
        return subscription.grant == null ? 0 : Expiry.ttl(subscription.grant.expiresAt(), context);
    }

    private void expireWith(String channel, Subscription subscription) {
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

    /** Ends a subscription, if there is one, and tells the client. */
    void end(String channel, UnsubscribeCode why) {
        if (remove(channel)) {
            session.tell(new Reply.Unsubscribed(channel, why.code, why.reason));
        }
    }

    private boolean remove(String channel) {
        Subscription subscription = channels.get(channel);
        if (subscription == null || !subscription.active) {
            return false;
        }
        channels.remove(channel);
        leave(channel, subscription);
        return true;
    }

    private void leave(String channel, Subscription subscription) {
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
            context.broker().unsubscribe(channel);
        }
    }

    /** Ends all of them without a word. Those on their way see that the session is closed. */
    void leave() {
        channels.forEach(this::leave);
        channels = new HashMap<>(0);
    }
}
