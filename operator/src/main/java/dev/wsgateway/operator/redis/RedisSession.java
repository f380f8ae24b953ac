package dev.wsgateway.operator.redis;

import dev.wsgateway.redis.GatewayReport;
import dev.wsgateway.redis.RedisNames;
import io.lettuce.core.KeyValue;
import io.lettuce.core.RedisException;
import io.lettuce.core.cluster.api.sync.RedisClusterCommands;
import io.lettuce.core.resource.ClientResources;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One Redis and the connection to it, made anew after any failure. Commands are neither queued while there is none nor
 * repeated after it broke. Used by one thread at a time.
 */
final class RedisSession implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RedisSession.class);

    private final RedisTarget target;
    private final TargetConnection connection;
    private List<RedisChange> changes = List.of();

    /**
     * Starts without a connection.
     *
     * @param resolvable what to connect to for the target's host
     */
    RedisSession(RedisTarget target, UnaryOperator<String> resolvable, ClientResources resources) {
        this.target = target;
        this.connection = new TargetConnection(target, resolvable, resources);
    }

    /** Looks once, making what is missing. Blocks for a few time-outs at most; throws nothing. */
    RedisObservation observe(RedisRequest request) {
        changes = List.of();
        try {
            RedisClusterCommands<String, String> redis = connection.commands();
            ServerVersion version = ServerVersion.parse(redis.info("server"));
            if (!version.supported()) {
                return new RedisObservation.Unavailable(
                        RedisProblem.VERSION_UNSUPPORTED,
                        "Redis at " + target.url() + " is version " + version.name() + ": " + ServerVersion.REQUIRED
                                + " or newer is needed, or Valkey");
            }
            StreamProvisioner streams = new StreamProvisioner(redis, request.names(), request.known());
            streams.provision(request.streams());
            changes = streams.changes();
            List<GatewayReport> reports = reports(redis, request.names());
            return new RedisObservation.Available(
                    version.name(),
                    streams.groups(),
                    streams.faults(),
                    reports.stream().map(GatewayLoad::of).toList(),
                    GatewayReport.Share.whole(reports),
                    streams.streams());
        } catch (RedisException | IllegalArgumentException e) {
            connection.drop();
            return RedisErrors.unavailable(target.url(), e);
        }
    }

    /** What the last look changed. */
    List<RedisChange> changes() {
        return changes;
    }

    /** Reports expire by themselves, so that the operator's clock need not agree with the gateways'. */
    static List<GatewayReport> reports(RedisClusterCommands<String, String> redis, RedisNames names) {
        String[] keys = redis.zrange(names.gateways(), 0, -1).stream()
                .map(names::report)
                .toArray(String[]::new);
        if (keys.length == 0) {
            return List.of();
        }
        return redis.mget(keys).stream()
                .filter(KeyValue::hasValue)
                .flatMap(report -> report(report.getKey(), report.getValue()).stream())
                .toList();
    }

    private static Optional<GatewayReport> report(String key, String report) {
        try {
            return Optional.of(GatewayReport.parse(report));
        } catch (IllegalArgumentException e) {
            LOG.atWarn()
                    .addKeyValue("key", key)
                    .addKeyValue("error", e.getMessage())
                    .log("Report is not readable");
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        connection.close();
    }
}
