package dev.wsgateway.gateway.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.wsgateway.gateway.redis.RedisLink;
import dev.wsgateway.redis.GatewayReport;
import dev.wsgateway.redis.RedisNames;
import io.lettuce.core.KeyValue;
import io.lettuce.core.ScriptOutputType;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The reports of the gateways of one {@code WebSocketGateway} in Redis. Any thread; nothing blocks; a result fails with
 * {@link dev.wsgateway.gateway.redis.RedisUnavailableException}.
 */
public final class Reports {
    private static final Logger log = LoggerFactory.getLogger(Reports.class);

    /** Keys: index, report. Arguments: node, report, milliseconds that it counts. Times are those of Redis' clock. */
    private static final String WRITE = """
            local t = redis.call('TIME')
            local now = t[1] * 1000 + math.floor(t[2] / 1000)
            redis.call('SET', KEYS[2], ARGV[2], 'PX', ARGV[3])
            redis.call('ZADD', KEYS[1], now, ARGV[1])
            redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - ARGV[3])
            return 1
            """;
    /** Keys: index, report. Argument: node. */
    private static final String REMOVE = """
            redis.call('DEL', KEYS[2])
            redis.call('ZREM', KEYS[1], ARGV[1])
            return 1
            """;

    private final RedisLink redis;
    private final RedisNames names;

    public Reports(RedisLink redis, RedisNames names) {
        this.redis = redis;
        this.names = names;
    }

    /** Replaces a gateway's report, and drops those from the index that no longer count. */
    CompletionStage<Void> write(GatewayReport report) {
        return script(
                WRITE, report.node(), report.node(), report.toJson(), Long.toString(GatewayReport.EXPIRES_MILLIS));
    }

    /** Removes a gateway's report. */
    CompletionStage<Void> remove(String node) {
        return script(REMOVE, node, node);
    }

    private CompletionStage<Void> script(String script, String node, String... arguments) {
        String[] keys = {names.gateways(), names.report(node)};
        byte[][] values = new byte[arguments.length][];
        for (int i = 0; i < arguments.length; i++) {
            values[i] = arguments[i].getBytes(UTF_8);
        }
        return redis.<Long>call(commands -> commands.eval(script, ScriptOutputType.INTEGER, keys, values))
                .thenAccept(done -> {});
    }

    /** The reports of all gateways that are alive, by node. */
    public CompletionStage<List<GatewayReport>> all() {
        return redis.<List<byte[]>>call(commands -> commands.zrange(names.gateways(), 0, -1))
                .thenCompose(nodes -> nodes.isEmpty() ? CompletableFuture.completedFuture(List.of()) : read(nodes));
    }

    /** Names of all gateways that are alive. */
    public CompletionStage<Set<String>> nodes() {
        return all().thenApply(
                        reports -> reports.stream().map(GatewayReport::node).collect(Collectors.toUnmodifiableSet()));
    }

    /** Connections of all gateways together; 0 where Redis does not tell within a second. Blocks. */
    public long connections() throws InterruptedException {
        try {
            return all().toCompletableFuture().get(1, TimeUnit.SECONDS).stream()
                    .mapToLong(GatewayReport::connections)
                    .sum();
        } catch (ExecutionException | TimeoutException e) {
            return 0;
        }
    }

    private CompletionStage<List<GatewayReport>> read(List<byte[]> nodes) {
        String[] keys = nodes.stream()
                .map(node -> names.report(new String(node, UTF_8)))
                .sorted()
                .toArray(String[]::new);
        return redis.<List<KeyValue<String, byte[]>>>call(commands -> commands.mget(keys))
                .thenApply(values -> values.stream()
                        .filter(KeyValue::hasValue)
                        .flatMap(value -> parse(value).stream())
                        .toList());
    }

    private static Optional<GatewayReport> parse(KeyValue<String, byte[]> value) {
        try {
            return Optional.of(GatewayReport.parse(new String(value.getValue(), UTF_8)));
        } catch (IllegalArgumentException e) {
            log.atWarn()
                    .addKeyValue("key", value.getKey())
                    .addKeyValue("error", e.getMessage())
                    .log("ignored what is no report of a gateway");
            return Optional.empty();
        }
    }
}
