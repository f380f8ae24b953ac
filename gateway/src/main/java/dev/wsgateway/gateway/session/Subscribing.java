package dev.wsgateway.gateway.session;

import dev.wsgateway.config.GatewayConfig;
import dev.wsgateway.gateway.auth.Access;
import dev.wsgateway.gateway.auth.Identity;
import dev.wsgateway.gateway.auth.TokenException;
import dev.wsgateway.gateway.history.Recovery;
import dev.wsgateway.gateway.protocol.ErrorCode;
import dev.wsgateway.gateway.protocol.Request;
import dev.wsgateway.gateway.protocol.Result;
import org.jspecify.annotations.Nullable;

/** The commands subscribe, unsubscribe and sub_refresh. */
final class Subscribing {
    private final SessionContext context;
    private final ProtocolSession session;
    private final Subscriptions subscriptions;

    Subscribing(SessionContext context, ProtocolSession session, Subscriptions subscriptions) {
        this.context = context;
        this.session = session;
        this.subscriptions = subscriptions;
    }

    void subscribe(long id, Request.Subscribe request, Identity identity) {
        String channel = request.channel();
        GatewayConfig.Channel namespace = context.settings().get().namespaceOf(channel);
        if (namespace == null) {
            session.fail(id, ErrorCode.UNKNOWN_CHANNEL);
        } else if (subscriptions.get(channel) != null) {
            session.fail(id, ErrorCode.ALREADY_SUBSCRIBED);
        } else if (subscriptions.areFull()) {
            session.fail(id, ErrorCode.LIMIT_EXCEEDED);
        } else if (namespace.data() == GatewayConfig.DataFormat.BINARY && session.isJson()) {
            session.fail(id, ErrorCode.NOT_AVAILABLE, "a binary channel: connect with centrifuge-protobuf");
        } else {
            check(id, request, identity, namespace, subscriptions.add(channel, false));
        }
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
                        subscriptions.drop(request.channel(), subscription);
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
            subscriptions.drop(channel, subscription);
            session.fail(id, ErrorCode.PERMISSION_DENIED);
            return;
        }
        boolean delta = request.delta().equals("fossil")
                && namespace.history() != null
                && namespace.history().delta() == GatewayConfig.Delta.FOSSIL;
        if (delta) {
            subscriptions.takeDeltas(subscription);
        }
        subscription.asksWhoMoves = request.options().joinLeave();
        subscriptions.join(
                channel,
                subscription,
                request.since(),
                recovery -> {
                    if (isUnrecovered(request, recovery)) {
                        subscriptions.drop(channel, subscription);
                        session.fail(id, ErrorCode.UNRECOVERABLE_POSITION);
                        return;
                    }
                    subscriptions.activate(channel, subscription);
                    session.answer(
                            id,
                            new Result.Subscribe(
                                    subscriptions.ttl(subscription), recovery, request.since() != null, null, delta));
                    subscriptions.open(channel, subscription, recovery);
                },
                failure -> session.fail(id, failure));
    }

    /** Whether the client wants no subscription without all that it missed, and that is not to be had. */
    private static boolean isUnrecovered(Request.Subscribe request, @Nullable Recovery recovery) {
        return request.options().rejectUnrecovered()
                && request.since() != null
                && (recovery == null || !recovery.recovered());
    }

    void unsubscribe(long id, String channel) {
        if (subscriptions.isActive(channel)) {
            subscriptions.remove(channel);
        } else if (context.settings().get().namespaceOf(channel) == null) {
            session.fail(id, ErrorCode.UNKNOWN_CHANNEL);
            return;
        }
        session.answer(id, new Result.Unsubscribe());
    }

    void refresh(long id, Request.SubRefresh request) {
        String channel = request.channel();
        Subscription subscription = subscriptions.get(channel);
        if (subscription == null) {
            session.fail(id, ErrorCode.PERMISSION_DENIED);
            return;
        }
        session.await(
                context.authenticator().subscription(request.token(), channel, session.user(), session.client()),
                (grant, failure) -> {
                    if (failure != null) {
                        refuse(id, failure);
                    } else if (subscriptions.get(channel) == subscription) {
                        subscription.grant = grant;
                        subscriptions.expireWith(channel, subscription);
                        session.answer(id, new Result.SubRefresh(subscriptions.ttl(subscription)));
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
}
