package dev.wsgateway.demo;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.SslOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts one replica. From the environment: {@code SERVICE_BINDING_ROOT} (see {@link Binding}), and optionally {@code
 * DEMO_STREAM} (default {@code orders}), {@code DEMO_GROUP} ({@code order-service}), {@code DEMO_CHANNEL} ({@code
 * news:orders}) and {@code DEMO_REPLICA} ({@code HOSTNAME}, which is a pod's name).
 */
public final class Main {
    private static final Logger LOG = LoggerFactory.getLogger(Main.class);

    private Main() {}

    /** Runs until SIGTERM, then finishes the entry that it is at. Ends with 2 when its configuration is wrong. */
    public static void main(String[] args) throws IOException, InterruptedException {
        try {
            run(System.getenv());
        } catch (IllegalArgumentException e) {
            LOG.atError().addKeyValue("reason", e.getMessage()).log("cannot start");
            System.exit(2);
        }
    }

    private static void run(Map<String, String> env) throws IOException, InterruptedException {
        Binding binding = Binding.find(env.get("SERVICE_BINDING_ROOT"));
        OrderWork work = new OrderWork(
                binding.get("stream." + env.getOrDefault("DEMO_STREAM", "orders")),
                env.getOrDefault("DEMO_GROUP", "order-service"),
                env.getOrDefault("DEMO_REPLICA", env.getOrDefault("HOSTNAME", "replica-1")),
                env.getOrDefault("DEMO_CHANNEL", "news:orders"),
                Duration.ofSeconds(30));
        RedisClient client = RedisClient.create(binding.redis());
        client.setOptions(options(binding));
        try (client;
                StatefulRedisConnection<String, String> connection = connect(client);
                GatewayApi api = new GatewayApi(binding.get("uri"), binding.get("api-key"))) {
            OrderWorker worker = new OrderWorker(connection.sync(), api, InstantSource.system(), work);
            Thread main = Thread.currentThread();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                worker.stop();
                join(main);
            }));
            LOG.atInfo()
                    .addKeyValue("group", work.group())
                    .addKeyValue("replica", work.replica())
                    .log("working");
            worker.run();
        }
    }

    /** While Redis is away no command is kept, and none in flight is sent again: the worker decides what to repeat. */
    static ClientOptions options(Binding binding) {
        ClientOptions.Builder options = ClientOptions.builder()
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .replayFilter(command -> true);
        String certificates = binding.values().get("redis-ca.crt");
        if (certificates != null) {
            options.sslOptions(SslOptions.builder()
                    .trustManager(() -> stream(certificates))
                    .build());
        }
        return options.build();
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Redis may start after this program. */
    private static StatefulRedisConnection<String, String> connect(RedisClient client) throws InterruptedException {
        while (true) {
            try {
                return client.connect();
            } catch (RedisException e) {
                LOG.atWarn()
                        .addKeyValue("reason", String.valueOf(e.getMessage()))
                        .log("waiting for Redis");
                Thread.sleep(1000);
            }
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
