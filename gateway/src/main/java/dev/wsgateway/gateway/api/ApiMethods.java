package dev.wsgateway.gateway.api;

import static io.netty.handler.codec.http.HttpResponseStatus.BAD_REQUEST;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.wsgateway.gateway.api.ApiJson.RawJson;
import dev.wsgateway.gateway.broker.Broker;
import dev.wsgateway.gateway.control.Control;
import dev.wsgateway.gateway.presence.Presence;
import dev.wsgateway.gateway.protocol.ErrorCode;
import dev.wsgateway.gateway.redis.RedisLink;
import dev.wsgateway.gateway.report.Reports;
import dev.wsgateway.gateway.settings.Settings;
import dev.wsgateway.gateway.stream.Partitions;
import java.io.ByteArrayOutputStream;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The methods of the API, each at a path of its own, and the two ways to send several commands at once: {@code batch},
 * and the older form of lines with {@code method} and {@code params} at the path of the API itself.
 */
public final class ApiMethods {
    private static final byte[] NO_PARAMS = {'{', '}'};

    private final Map<String, ApiMethod> methods;
    private final Map<String, Endpoint> endpoints = new TreeMap<>();

    private ApiMethods(Map<String, ApiMethod> methods) {
        this.methods = methods;
        methods.forEach((name, method) -> endpoints.put(name, endpoint(name, body -> single(method, body))));
        endpoints.put("batch", endpoint("batch", this::batch));
        endpoints.put("", endpoint("commands", this::lines));
    }

    /** The methods, carried out by the parts of this gateway. */
    public static ApiMethods of(
            Supplier<Settings> settings,
            Broker broker,
            Presence presence,
            Control control,
            Reports reports,
            RedisLink redis,
            Partitions partitions,
            Clock clock) {
        Publishing publishing = new Publishing(settings, broker);
        Connections connections = new Connections(settings, control, clock);
        Channels channels = new Channels(settings, broker, presence);
        Cluster cluster = new Cluster(control, reports, clock);
        DeadLetters deadLetters = new DeadLetters(redis, settings, partitions);
        return new ApiMethods(Map.ofEntries(
                Map.entry("publish", publishing::publish),
                Map.entry("broadcast", publishing::broadcast),
                Map.entry("subscribe", connections::subscribe),
                Map.entry("unsubscribe", connections::unsubscribe),
                Map.entry("refresh", connections::refresh),
                Map.entry("disconnect", connections::disconnect),
                Map.entry("presence", channels::presence),
                Map.entry("presence_stats", channels::presenceStats),
                Map.entry("history", channels::history),
                Map.entry("history_remove", channels::historyRemove),
                Map.entry("dead_letters", deadLetters::list),
                Map.entry("redrive", deadLetters::redrive),
                Map.entry("discard", deadLetters::discard),
                Map.entry("channels", cluster::channels),
                Map.entry("info", cluster::info)));
    }

    /** What answers at a path below that of the API; null where there is nothing. */
    @Nullable
    Endpoint endpoint(String path) {
        return endpoints.get(path);
    }

    /** The methods' names, for humans. */
    String names() {
        return endpoints.keySet().stream()
                .filter(name -> !name.isEmpty())
                .toList()
                .toString();
    }

    private static Endpoint endpoint(String name, Function<byte[], CompletionStage<HttpAnswer>> answer) {
        return new Endpoint(name, body -> {
            try {
                return answer.apply(body.length == 0 ? NO_PARAMS : body);
            } catch (IllegalArgumentException e) {
                return CompletableFuture.completedFuture(
                        HttpAnswer.refusal(BAD_REQUEST, ErrorCode.BAD_REQUEST, String.valueOf(e.getMessage())));
            }
        });
    }

    private static CompletionStage<HttpAnswer> single(ApiMethod method, byte[] body) {
        return method.call(body).thenApply(reply -> HttpAnswer.json(ApiJson.write(reply), reply.code()));
    }

    private record Batch(@Nullable List<Map<String, RawJson>> commands) {}

    // All commands are started in their order, which is the order in which Redis sees them, "parallel" or not.
    private CompletionStage<HttpAnswer> batch(byte[] body) {
        List<Map<String, RawJson>> commands = ApiJson.read(body, Batch.class).commands();
        if (commands == null) {
            throw new IllegalArgumentException("'commands' is missing: send {\"commands\":[{\"publish\":{...}}]}");
        }
        return all(commands.stream().map(this::named).toList())
                .thenApply(replies -> HttpAnswer.json(ApiJson.write(Map.of("replies", replies)), 0));
    }

    // A reply has its result under the method's name.
    private CompletionStage<Map<String, Object>> named(Map<String, RawJson> command) {
        if (command.size() != 1) {
            return CompletableFuture.completedFuture(withError(
                    ApiReply.failure(ErrorCode.BAD_REQUEST, "a command is an object with one field, the method")));
        }
        Map.Entry<String, RawJson> only = command.entrySet().iterator().next();
        return call(only.getKey(), only.getValue())
                .thenApply(reply -> reply.result() == null ? withError(reply) : Map.of(only.getKey(), reply.result()));
    }

    private static Map<String, Object> withError(ApiReply reply) {
        return reply.error() == null ? Map.of() : Map.of("error", reply.error());
    }

    private record Line(
            long id, @Nullable String method, @Nullable RawJson params) {}

    @JsonInclude(JsonInclude.Include.NON_DEFAULT)
    private record LineReply(long id, @Nullable Object result, ApiReply.@Nullable ApiError error) {}

    private CompletionStage<HttpAnswer> lines(byte[] body) {
        List<Line> lines = ApiJson.readAll(body, Line.class);
        return all(lines.stream().map(this::replied).toList()).thenApply(replies -> {
            ByteArrayOutputStream text = new ByteArrayOutputStream();
            for (LineReply reply : replies) {
                text.writeBytes(ApiJson.write(reply));
                text.write('\n');
            }
            return HttpAnswer.json(text.toByteArray(), 0);
        });
    }

    private CompletionStage<LineReply> replied(Line line) {
        String method = line.method() == null ? "" : line.method();
        RawJson params = line.params() == null ? new RawJson(NO_PARAMS) : line.params();
        return call(method, params).thenApply(reply -> new LineReply(line.id(), reply.result(), reply.error()));
    }

    private CompletionStage<ApiReply> call(String name, RawJson params) {
        ApiMethod method = methods.get(name);
        if (method == null) {
            return CompletableFuture.completedFuture(ApiReply.failure(
                    ErrorCode.METHOD_NOT_FOUND, "the API has no method '" + name + "'; it has " + methods.keySet()));
        }
        try {
            return method.call(params.bytes());
        } catch (IllegalArgumentException e) {
            return CompletableFuture.completedFuture(
                    ApiReply.failure(ErrorCode.BAD_REQUEST, String.valueOf(e.getMessage())));
        }
    }

    private static <T> CompletionStage<List<T>> all(List<CompletionStage<T>> stages) {
        List<CompletableFuture<T>> futures =
                stages.stream().map(CompletionStage::toCompletableFuture).toList();
        return CompletableFuture.allOf(futures.toArray(CompletableFuture[]::new))
                .thenApply(done -> futures.stream().map(CompletableFuture::join).toList());
    }
}
