package dev.wsgateway.operator.redis;

import dev.wsgateway.redis.GatewayReport;
import dev.wsgateway.redis.RedisNames;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.KeyValue;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisCredentialsProvider;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.resource.ClientResources;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One Redis and the connection to it, made anew after any failure. Commands are neither queued while there is none nor
 * repeated after it broke. Used by one thread at a time.
 */
final class RedisSession implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RedisSession.class);

    /** For the TCP connection, the handshake and each command. */
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private static final int CONNECT_ATTEMPTS = 4;

    private final RedisTarget target;
    private final UnaryOperator<String> resolvable;
    private final RedisClient client;
    private @Nullable StatefulRedisConnection<String, String> connection;
    private List<GroupChange> changes = List.of();

    /**
     * Starts without a connection.
     *
     * @param resolvable what to connect to for the target's host
     */
    RedisSession(RedisTarget target, UnaryOperator<String> resolvable, ClientResources resources) {
        this.target = target;
        this.resolvable = resolvable;
        this.client = RedisClient.create(resources);
        client.setOptions(options(target.caPem()));
    }

    /** Looks once, making the groups that are missing. Blocks for a few time-outs at most; throws nothing. */
    RedisObservation observe(RedisRequest request) {
        changes = List.of();
        try {
            RedisCommands<String, String> redis = connected().sync();
            ServerVersion version = ServerVersion.parse(redis.info("server"));
            if (!version.supported()) {
                return new RedisObservation.Unavailable(
                        RedisProblem.VERSION_UNSUPPORTED,
                        "Redis at " + target.url() + " is version " + version.name() + ": " + ServerVersion.REQUIRED
                                + " or newer is needed, or Valkey");
            }
            GroupProvisioner groups = new GroupProvisioner(redis, request.known());
            groups.provision(request.groups());
            changes = groups.changes();
            List<GatewayReport> reports = reports(redis, request.names());
            return new RedisObservation.Available(
                    version.name(),
                    groups.states(),
                    groups.faults(),
                    reports.stream().mapToLong(GatewayReport::connections).sum(),
                    GatewayReport.Share.whole(reports));
        } catch (RedisException | IllegalArgumentException e) {
            close(connection);
            connection = null;
            return RedisErrors.unavailable(target.url(), e);
        }
    }

    /** What the last look changed. */
    List<GroupChange> changes() {
        return changes;
    }

    private StatefulRedisConnection<String, String> connected() {
        StatefulRedisConnection<String, String> open = connection;
        if (open == null || !open.isOpen()) {
            close(open);
            open = connect();
            connection = open;
        }
        return open;
    }

    // When a login is refused, Lettuce closes the connection, and may tell of the closing in place of the refusal.
    private StatefulRedisConnection<String, String> connect() {
        for (int attempt = 1; attempt < CONNECT_ATTEMPTS; attempt++) {
            try {
                return client.connect(uri());
            } catch (RedisConnectionException e) {
                if (!RedisErrors.hidesItsReason(e)) {
                    throw e;
                }
            }
        }
        return client.connect(uri());
    }

    /** Reports expire by themselves, so that the operator's clock need not agree with the gateways'. */
    private static List<GatewayReport> reports(RedisCommands<String, String> redis, RedisNames names) {
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

    private RedisURI uri() {
        RedisURI uri = RedisURI.create(target.url());
        uri.setHost(resolvable.apply(uri.getHost()));
        uri.setTimeout(TIMEOUT);
        uri.setClientName("wsgateway-operator");
        String password = target.password();
        if (password != null) {
            uri.setCredentialsProvider(
                    RedisCredentialsProvider.from(() -> RedisCredentials.just(target.username(), password)));
        }
        return uri;
    }

    private static ClientOptions options(@Nullable String caPem) {
        ClientOptions.Builder options = ClientOptions.builder()
                .autoReconnect(false)
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .socketOptions(SocketOptions.builder().connectTimeout(TIMEOUT).build())
                .timeoutOptions(TimeoutOptions.enabled(TIMEOUT));
        if (caPem != null) {
            byte[] pem = caPem.getBytes(StandardCharsets.UTF_8);
            options.sslOptions(SslOptions.builder()
                    .jdkSslProvider()
                    .trustManager(() -> new ByteArrayInputStream(pem))
                    .build());
        }
        return options.build();
    }

    private static void close(@Nullable StatefulRedisConnection<String, String> connection) {
        if (connection != null) {
            var _ = connection.closeAsync();
        }
    }

    @Override
    public void close() {
        // closes its connections as well
        client.shutdown(0, 1, TimeUnit.SECONDS);
    }
}
