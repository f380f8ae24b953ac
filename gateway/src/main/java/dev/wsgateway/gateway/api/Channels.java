package dev.wsgateway.gateway.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import dev.wsgateway.config.GatewayConfig;
import dev.wsgateway.gateway.broker.Broker;
import dev.wsgateway.gateway.history.HistoryAnswer;
import dev.wsgateway.gateway.history.HistoryQuery;
import dev.wsgateway.gateway.history.Position;
import dev.wsgateway.gateway.hub.ClientInfo;
import dev.wsgateway.gateway.hub.Publication;
import dev.wsgateway.gateway.presence.Census;
import dev.wsgateway.gateway.presence.Presence;
import dev.wsgateway.gateway.protocol.ErrorCode;
import dev.wsgateway.gateway.settings.Settings;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The methods about one channel: {@code presence}, {@code presence_stats}, {@code history}, {@code history_remove}. */
final class Channels {
    /** Bytes of publications in one answer. */
    private static final int MAX_BYTES = 16 << 20;

    private final Supplier<Settings> settings;
    private final Broker broker;
    private final Presence presence;

    Channels(Supplier<Settings> settings, Broker broker, Presence presence) {
        this.settings = settings;
        this.broker = broker;
        this.presence = presence;
    }

    private record ChannelParams(@Nullable String channel) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Client(
            String user,
            String client,
            @JsonRawValue @Nullable String connInfo,
            @JsonRawValue @Nullable String chanInfo) {
        static Client of(ClientInfo info) {
            return new Client(info.user(), info.client(), text(info.connInfo()), text(info.chanInfo()));
        }

        private static @Nullable String text(byte @Nullable [] json) {
            return json == null ? null : new String(json, UTF_8);
        }
    }

    private record PresenceResult(Map<String, Client> presence) {}

    CompletionStage<ApiReply> presence(byte[] json) {
        return withPresence(ApiJson.read(json, ChannelParams.class).channel(), presence::members);
    }

    private record PresenceStatsResult(int numClients, int numUsers) {}

    CompletionStage<ApiReply> presenceStats(byte[] json) {
        return withPresence(ApiJson.read(json, ChannelParams.class).channel(), presence::stats);
    }

    private CompletionStage<ApiReply> withPresence(
            @Nullable String channel, Function<String, CompletionStage<Census>> ask) {
        return inNamespace(
                channel,
                namespace -> namespace.visibility().presence(),
                "presence: true",
                (name, namespace) -> ask.apply(name).thenApply(Channels::reply));
    }

    private static ApiReply reply(Census census) {
        return switch (census) {
            case Census.Members(List<ClientInfo> clients) -> {
                Map<String, Client> byClient = new TreeMap<>();
                clients.forEach(client -> byClient.put(client.client(), Client.of(client)));
                yield ApiReply.success(new PresenceResult(byClient));
            }
            case Census.Stats(int clients, int users) -> ApiReply.success(new PresenceStatsResult(clients, users));
            case Census.TooMany() ->
                ApiReply.failure(ErrorCode.LIMIT_EXCEEDED, "too many to name; presence_stats counts them");
        };
    }

    private record Since(long offset, @Nullable String epoch) {
        Position position() {
            return new Position(epoch == null ? "" : epoch, offset);
        }
    }

    private record HistoryParams(
            @Nullable String channel, int limit, @Nullable Since since, boolean reverse) {
        HistoryQuery query() {
            return new HistoryQuery(limit, since == null ? null : since.position(), reverse);
        }
    }

    /** One past publication; {@code b64data} where the namespace is binary. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    private record Past(
            @JsonRawValue @Nullable String data,
            @Nullable String b64data,
            @Nullable Client info,
            Map<String, String> tags,
            long offset) {
        static Past of(Publication publication, boolean binary) {
            return new Past(
                    binary ? null : new String(publication.data(), UTF_8),
                    binary ? Base64.getEncoder().encodeToString(publication.data()) : null,
                    publication.info() == null ? null : Client.of(publication.info()),
                    publication.tags(),
                    publication.offset());
        }
    }

    private record HistoryResult(List<Past> publications, String epoch, long offset) {}

    CompletionStage<ApiReply> history(byte[] json) {
        HistoryParams params = ApiJson.read(json, HistoryParams.class);
        return inNamespace(
                params.channel(),
                namespace -> namespace.history() != null,
                "history",
                (name, namespace) -> broker.history(name, params.query(), MAX_BYTES)
                        .thenApply(answer -> reply(answer, namespace.data() == GatewayConfig.DataFormat.BINARY)));
    }

    private static ApiReply reply(HistoryAnswer answer, boolean binary) {
        return switch (answer) {
            case HistoryAnswer.Page(List<Publication> publications, Position position) ->
                ApiReply.success(new HistoryResult(
                        publications.stream().map(past -> Past.of(past, binary)).toList(),
                        position.epoch(),
                        position.offset()));
            case HistoryAnswer.TooMuch() ->
                ApiReply.failure(
                        ErrorCode.LIMIT_EXCEEDED,
                        "more than " + MAX_BYTES + " bytes; ask for fewer with 'limit', and on with 'since'");
            case HistoryAnswer.Unrecoverable() ->
                ApiReply.failure(
                        ErrorCode.UNRECOVERABLE_POSITION,
                        "what follows 'since' is not kept any more, or its epoch is none of this channel's");
        };
    }

    CompletionStage<ApiReply> historyRemove(byte[] json) {
        return inNamespace(
                ApiJson.read(json, ChannelParams.class).channel(),
                namespace -> namespace.history() != null,
                "history",
                (name, namespace) -> broker.removeHistory(name).thenApply(done -> ApiReply.success()));
    }

    private interface Method {
        CompletionStage<ApiReply> call(String channel, GatewayConfig.Channel namespace);
    }

    private CompletionStage<ApiReply> inNamespace(
            @Nullable String channel, Predicate<GatewayConfig.Channel> has, String needed, Method method) {
        if (channel == null || channel.isEmpty()) {
            return refused(ErrorCode.BAD_REQUEST, "'channel' is missing or empty");
        }
        GatewayConfig.Channel namespace = settings.get().namespaceOf(channel);
        if (namespace == null) {
            return refused(ErrorCode.UNKNOWN_CHANNEL, Publishing.whyUnknown(channel));
        }
        if (!has.test(namespace)) {
            return refused(
                    ErrorCode.NOT_AVAILABLE,
                    "the namespace '" + namespace.namespace() + "' needs " + needed + " in spec.channels");
        }
        return method.call(channel, namespace).exceptionally(ApiReply::unavailable);
    }

    private static CompletionStage<ApiReply> refused(ErrorCode code, String detail) {
        return CompletableFuture.completedFuture(ApiReply.failure(code, detail));
    }
}
