package dev.wsgateway.gateway.session;

import dev.wsgateway.config.GatewayConfig;
import dev.wsgateway.gateway.history.HistoryAnswer;
import dev.wsgateway.gateway.history.HistoryQuery;
import dev.wsgateway.gateway.hub.ClientInfo;
import dev.wsgateway.gateway.presence.Census;
import dev.wsgateway.gateway.protocol.ErrorCode;
import dev.wsgateway.gateway.protocol.Request;
import dev.wsgateway.gateway.protocol.Result;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The commands presence, presence_stats and history: for subscribers of the channel, where the namespace allows it. */
final class Looking {
    /** Bytes of a member in a reply besides its user and infos, about. */
    private static final int MEMBER_BYTES = 130;

    private final SessionContext context;
    private final ProtocolSession session;
    private final Subscriptions subscriptions;

    Looking(SessionContext context, ProtocolSession session, Subscriptions subscriptions) {
        this.context = context;
        this.session = session;
        this.subscriptions = subscriptions;
    }

    void presence(long id, String channel) {
        if (isAllowed(id, channel, Looking::hasPresence, Looking::showsPresence)) {
            answer(id, context.presence().members(channel));
        }
    }

    void presenceStats(long id, String channel) {
        if (isAllowed(id, channel, Looking::hasPresence, Looking::showsPresence)) {
            answer(id, context.presence().stats(channel));
        }
    }

    private void answer(long id, CompletionStage<Census> asked) {
        session.await(asked, (census, failure) -> {
            switch (census) {
                case Census.Members(List<ClientInfo> clients)
                when size(clients) <= maxBytes() -> session.answer(id, new Result.Presence(clients));
                case Census.Members _, Census.TooMany() ->
                    session.fail(id, ErrorCode.LIMIT_EXCEEDED, "limit exceeded: too many; ask for presence stats");
                case Census.Stats(int clients, int users) ->
                    session.answer(id, new Result.PresenceStats(clients, users));
                case null -> session.fail(id, failure == null ? new IllegalStateException("no answer") : failure);
            }
        });
    }

    void history(long id, Request.History request) {
        String channel = request.channel();
        if (!isAllowed(id, channel, Looking::hasHistory, Looking::showsHistory)) {
            return;
        }
        HistoryQuery query = new HistoryQuery(request.limit(), request.since(), request.reverse());
        session.await(context.broker().history(channel, query, maxBytes()), (answer, failure) -> {
            switch (answer) {
                case HistoryAnswer.Page page ->
                    session.answer(id, new Result.History(page.publications(), page.position()));
                case HistoryAnswer.TooMuch() ->
                    session.fail(id, ErrorCode.LIMIT_EXCEEDED, "limit exceeded: ask for fewer with 'limit'");
                case HistoryAnswer.Unrecoverable() -> session.fail(id, ErrorCode.UNRECOVERABLE_POSITION);
                case null -> session.fail(id, failure == null ? new IllegalStateException("no answer") : failure);
            }
        });
    }

    private boolean isAllowed(
            long id, String channel, Predicate<GatewayConfig.Channel> has, Predicate<GatewayConfig.Channel> shows) {
        GatewayConfig.Channel namespace = context.settings().get().namespaceOf(channel);
        if (namespace == null) {
            session.fail(id, ErrorCode.UNKNOWN_CHANNEL);
        } else if (!has.test(namespace)) {
            session.fail(id, ErrorCode.NOT_AVAILABLE);
        } else if (!shows.test(namespace) || !subscriptions.isActive(channel)) {
            session.fail(id, ErrorCode.PERMISSION_DENIED);
        } else if (namespace.data() == GatewayConfig.DataFormat.BINARY && session.isJson()) {
            session.fail(id, ErrorCode.NOT_AVAILABLE, "a binary channel: connect with centrifuge-protobuf");
        } else {
            return true;
        }
        return false;
    }

    private static boolean hasPresence(GatewayConfig.Channel namespace) {
        return namespace.visibility().presence();
    }

    private static boolean showsPresence(GatewayConfig.Channel namespace) {
        return namespace.visibility().presenceForSubscribers();
    }

    private static boolean hasHistory(GatewayConfig.Channel namespace) {
        return namespace.history() != null;
    }

    private static boolean showsHistory(GatewayConfig.Channel namespace) {
        return namespace.visibility().historyForSubscribers();
    }

    private int maxBytes() {
        return context.settings().get().config().limits().queueBytes() / 2;
    }

    private static long size(List<ClientInfo> clients) {
        return clients.stream()
                .mapToLong(client ->
                        MEMBER_BYTES + client.user().length() + length(client.connInfo()) + length(client.chanInfo()))
                .sum();
    }

    private static int length(byte @Nullable [] json) {
        return json == null ? 0 : json.length;
    }
}
