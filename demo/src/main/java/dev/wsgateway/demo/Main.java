package dev.wsgateway.demo;

import io.lettuce.core.RedisException;
import io.lettuce.core.cluster.api.sync.RedisClusterCommands;
import java.io.IOException;
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
        try (RedisConnection redis = new RedisConnection(binding);
                GatewayApi api = new GatewayApi(binding.get("uri"), binding.get("api-key"))) {
            OrderWorker worker = new OrderWorker(connect(redis), api, InstantSource.system(), work);
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

    /** Redis may start after this program. */
    private static RedisClusterCommands<String, String> connect(RedisConnection redis) throws InterruptedException {
        while (true) {
            try {
                return redis.connect();
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
