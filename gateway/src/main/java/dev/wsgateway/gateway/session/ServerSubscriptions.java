package dev.wsgateway.gateway.session;

import dev.wsgateway.config.GatewayConfig;
import dev.wsgateway.gateway.auth.Identity;
import dev.wsgateway.gateway.auth.ServerSubscription;
import dev.wsgateway.gateway.history.Position;
import dev.wsgateway.gateway.history.Recovery;
import dev.wsgateway.gateway.protocol.Disconnect;
import dev.wsgateway.gateway.protocol.ErrorCode;
import dev.wsgateway.gateway.protocol.Reply;
import dev.wsgateway.gateway.protocol.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Subscriptions that a backend makes: by the token, when the client connects, or through the API later. What the
 * namespace says of who may subscribe is about clients and does not count here.
 */
final class ServerSubscriptions {
    private static final Logger log = LoggerFactory.getLogger(ServerSubscriptions.class);

    private final SessionContext context;
    private final ProtocolSession session;
    private final Subscriptions subscriptions;

    ServerSubscriptions(SessionContext context, ProtocolSession session, Subscriptions subscriptions) {
        this.context = context;
        this.session = session;
        this.subscriptions = subscriptions;
    }

    /** A subscription that waits for the others of its token. */
    private record Joined(
            String channel,
            Subscription subscription,
            ServerSubscription source,
            @Nullable Recovery recovery) {}

    /**
     * Makes the subscriptions of a token: all, or none. None of the consumers is called when the session has ended
     * meanwhile; a token that can't be served ends it.
     *
     * @param since how far the client says it is in each channel
     * @param told tells the client; the subscriptions are active then, and publications follow
     * @param refused is called in place of {@code told}
     */
    void ofToken(
            Identity identity,
            Map<String, Position> since,
            Consumer<Map<String, Result.Subscribe>> told,
            Consumer<Refusal> refused) {
        Map<String, ServerSubscription> wanted = identity.subscriptions();
        if (wanted.isEmpty()) {
            told.accept(Map.of());
            return;
        }
        if (wanted.size() > context.settings().get().config().limits().subscriptionsPerConnection()) {
            session.end(Disconnect.CHANNEL_LIMIT);
            return;
        }
        for (String channel : wanted.keySet()) {
            Refusal refusal = check(channel);
            if (refusal != null) {
                refused.accept(refusal);
                return;
            }
        }
        Batch batch = new Batch(wanted.size(), joined -> tell(joined, since, told), refused);
        wanted.forEach((channel, source) -> {
            Subscription subscription = subscriptions.add(channel, true);
            subscription.grant = source.grant();
            subscriptions.join(
                    channel,
                    subscription,
                    since.get(channel),
                    recovery -> batch.joined(new Joined(channel, subscription, source, recovery)),
                    batch::failed);
        });
    }

    /** Why a token's subscriptions are not made: an error for the client, or something behind the gateway is away. */
    record Refusal(ErrorCode code, String message, @Nullable Throwable cause) {}

    private @Nullable Refusal check(String channel) {
        GatewayConfig.Channel namespace = context.settings().get().namespaceOf(channel);
        if (namespace == null) {
            return new Refusal(ErrorCode.UNKNOWN_CHANNEL, "unknown channel: the token names '" + channel + "'", null);
        }
        if (namespace.data() == GatewayConfig.DataFormat.BINARY && session.isJson()) {
            return new Refusal(
                    ErrorCode.NOT_AVAILABLE, "a binary channel in the token: connect with centrifuge-protobuf", null);
        }
        return null;
    }

    private void tell(List<Joined> all, Map<String, Position> since, Consumer<Map<String, Result.Subscribe>> told) {
        Map<String, Result.Subscribe> results = new TreeMap<>();
        for (Joined joined : all) {
            subscriptions.activate(joined.channel(), joined.subscription());
            results.put(
                    joined.channel(),
                    new Result.Subscribe(
                            subscriptions.ttl(joined.subscription()),
                            joined.recovery(),
                            since.containsKey(joined.channel()),
                            joined.source().data(),
                            false));
        }
        told.accept(results);
        all.forEach(joined -> subscriptions.open(joined.channel(), joined.subscription(), joined.recovery()));
    }

    /** Waits for all of several subscriptions. */
    private final class Batch {
        private final List<Joined> joined = new ArrayList<>();
        private final Consumer<List<Joined>> all;
        private final Consumer<Refusal> refused;
        private int missing;
        private @Nullable Throwable failure;

        Batch(int size, Consumer<List<Joined>> all, Consumer<Refusal> refused) {
            this.missing = size;
            this.all = all;
            this.refused = refused;
        }

        void joined(Joined one) {
            joined.add(one);
            ended();
        }

        void failed(Throwable why) {
            failure = why;
            ended();
        }

        private void ended() {
            missing--;
            if (missing > 0 || session.isClosed()) {
                return;
            }
            if (failure == null) {
                all.accept(joined);
            } else {
                joined.forEach(one -> subscriptions.drop(one.channel(), one.subscription()));
                refused.accept(new Refusal(ErrorCode.INTERNAL, ErrorCode.INTERNAL.message(), failure));
            }
        }
    }

    /**
     * Makes a subscription that the API asks for, unless there is one.
     *
     * @param since behind which position the client wants what it missed; null for nothing
     */
    void subscribe(String channel, ServerSubscription source, @Nullable Position since) {
        Refusal refusal = check(channel);
        if (refusal != null) {
            log.atDebug()
                    .addKeyValue("client", session.client())
                    .addKeyValue("channel", channel)
                    .log("not subscribed: {}", refusal.message());
        } else if (subscriptions.get(channel) == null) {
            if (subscriptions.areFull()) {
                session.end(Disconnect.CHANNEL_LIMIT);
                return;
            }
            Subscription subscription = subscriptions.add(channel, true);
            subscription.grant = source.grant();
            subscriptions.join(
                    channel,
                    subscription,
                    since,
                    recovery -> push(new Joined(channel, subscription, source, recovery), since),
                    failure -> Failures.log(log, failure, session.client()));
        }
    }

    // The position is the one behind which publications follow, those that the client missed included.
    private void push(Joined joined, @Nullable Position since) {
        Recovery recovery = joined.recovery();
        Position at = recovery == null ? null : recovery.position();
        if (recovery != null && recovery.recovered() && since != null) {
            at = new Position(recovery.position().epoch(), since.offset());
        }
        subscriptions.activate(joined.channel(), joined.subscription());
        session.send(new Reply.Subscribed(joined.channel(), at, joined.source().data()));
        if (recovery != null) {
            recovery.publications().forEach(missed -> session.send(new Reply.Published(missed)));
        }
        subscriptions.open(joined.channel(), joined.subscription(), recovery);
    }

    /** Ends a subscription, the client's own ones too; all of them where the channel is empty. */
    void unsubscribe(String channel) {
        if (channel.isEmpty()) {
            subscriptions.all().forEach(each -> subscriptions.end(each, UnsubscribeCode.SERVER));
        } else {
            subscriptions.end(channel, UnsubscribeCode.SERVER);
        }
    }
}
