package dev.wsgateway.operator.standalone;

import dev.wsgateway.config.GatewayConfig;
import dev.wsgateway.operator.plan.SecretFile;
import dev.wsgateway.operator.standalone.input.Input;
import dev.wsgateway.redis.GatewayReport;
import dev.wsgateway.redis.RedisNames;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.KeyValue;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SslOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What each gateway says of itself in Redis. One thread. */
final class GatewayReports implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofMillis(500);

    private final RedisNames names;
    private final RedisClient client;
    private @Nullable StatefulRedisConnection<String, String> connection;

    /** Connects when it is first asked, to the Redis of the input. */
    GatewayReports(Input input) {
        GatewayConfig config = input.plan().config();
        this.names = new RedisNames(config.namespace(), config.name());
        RedisURI uri = RedisURI.create(config.redis().url());
        uri.setTimeout(TIMEOUT);
        String password = input.secrets().text(SecretFile.REDIS_PASSWORD);
        String username = input.secrets().text(SecretFile.REDIS_USERNAME);
        if (password != null) {
            RedisURI.Builder builder = RedisURI.builder(uri);
            uri = username == null
                    ? builder.withPassword(password.toCharArray()).build()
                    : builder.withAuthentication(username, password.toCharArray())
                            .build();
        }
        this.client = RedisClient.create(uri);
        ClientOptions.Builder options =
                ClientOptions.builder().disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS);
        String certificates = input.secrets().text(SecretFile.REDIS_CA);
        if (certificates != null) {
            byte[] pem = certificates.getBytes(StandardCharsets.UTF_8);
            options.sslOptions(SslOptions.builder()
                    .trustManager(() -> new ByteArrayInputStream(pem))
                    .build());
        }
        client.setOptions(options.build());
    }

    /** The reports that have not expired, by the name of the gateway; none while Redis does not answer. */
    Map<String, GatewayReport> read(List<String> gateways) {
        if (gateways.isEmpty()) {
            return Map.of();
        }
        try {
            StatefulRedisConnection<String, String> open = connection;
            if (open == null) {
                open = client.connect();
                connection = open;
            }
            List<GatewayReport> reports = new ArrayList<>();
            String[] keys = gateways.stream().map(names::report).toArray(String[]::new);
            for (KeyValue<String, String> report : open.sync().mget(keys)) {
                if (report.hasValue()) {
                    reports.add(GatewayReport.parse(report.getValue()));
                }
            }
            return reports.stream().collect(Collectors.toMap(GatewayReport::node, report -> report));
        } catch (RedisException | IllegalArgumentException e) {
            return Map.of();
        }
    }

    @Override
    public void close() {
        client.shutdown(0, 1, TimeUnit.SECONDS);
    }
}
