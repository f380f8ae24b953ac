package dev.wsgateway.e2e.chaos.broadcast;

import dev.wsgateway.config.GatewayConfig;
import dev.wsgateway.config.GatewayConfig.Access;
import dev.wsgateway.config.GatewayConfig.DataFormat;
import dev.wsgateway.e2e.chaos.broadcast.BroadcastPlan.ClockOf;
import dev.wsgateway.e2e.chaos.history.Event.Promise;
import dev.wsgateway.e2e.chaos.parts.Clock;
import dev.wsgateway.e2e.chaos.parts.GatewayNode;
import dev.wsgateway.e2e.chaos.parts.Proxy;
import dev.wsgateway.redis.RedisNames;
import dev.wsgateway.testing.redis.RedisOptions;
import dev.wsgateway.testing.redis.RedisOptions.Persistence;
import dev.wsgateway.testing.redis.RedisServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The parts of one run: Redis with a replica, gateways, and a link of its own from each gateway to Redis and to its clients. */
final class Deployment implements AutoCloseable {
    static final String API_KEY = "chaos-api-key";

    /** Longer than Redis' clock jumps, from one end of its range to the other included: else the history has expired. */
    private static final Duration A_DAY = Duration.ofDays(1);

    final RedisNames names = new RedisNames("chaos", "broadcast");
    final Clock clock;
    final List<GatewayNode> gateways = new ArrayList<>();
    final List<Proxy> redisLinks = new ArrayList<>();
    final List<Proxy> clientLinks = new ArrayList<>();
    private final List<AutoCloseable> all = new ArrayList<>();

    // The two change places; only the thread that breaks Redis does that, and the others look when it is done.
    volatile RedisServer master;
    volatile @Nullable RedisServer replica;

    /** Starts all, and returns when the gateways are ready. */
    Deployment(BroadcastPlan plan, Path directory, HttpClient http) {
        clock = new Clock(directory);
        master = opened(master(plan));
        try {
            start(plan, directory, http);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private static RedisOptions options(BroadcastPlan plan) {
        Persistence persistence = plan.promise() == Promise.NO_LOSS ? Persistence.ALWAYS : Persistence.EVERYSEC;
        return RedisOptions.standard().persisting(persistence).with("--repl-timeout", "5");
    }

    private RedisServer master(BroadcastPlan plan) {
        RedisOptions options = options(plan);
        return RedisServer.started(
                plan.clockOf() == ClockOf.REDIS ? options.withEnvironment(clock.environment()) : options);
    }

    private void start(BroadcastPlan plan, Path directory, HttpClient http) {
        if (plan.promotes()) {
            RedisServer second = opened(RedisServer.started(options(plan)));
            second.replicate(master);
            replica = second;
        }
        for (int i = 0; i < plan.gateways(); i++) {
            Proxy redisLink = opened(new Proxy(master.port()));
            redisLinks.add(redisLink);
            GatewayNode gateway = opened(new GatewayNode(
                    directory.resolve("gateway-" + i),
                    "gateway-" + i,
                    config(plan, redisLink.port()),
                    Map.of("api/key", API_KEY),
                    i == 0 && plan.clockOf() == ClockOf.GATEWAY ? clock.environment() : Map.of()));
            gateways.add(gateway);
            clientLinks.add(opened(new Proxy(gateway.websocketPort())));
            gateway.start();
        }
        gateways.forEach(gateway -> gateway.awaitReady(http));
    }

    private <T extends AutoCloseable> T opened(T part) {
        all.add(part);
        return part;
    }

    private GatewayConfig config(BroadcastPlan plan, int redisPort) {
        return new GatewayConfig(
                names.namespace(),
                names.name(),
                new GatewayConfig.Redis("redis://127.0.0.1:" + redisPort, null, null),
                List.of(new GatewayConfig.Channel(
                        "log",
                        Access.ANYONE,
                        Access.ANYONE,
                        DataFormat.JSON,
                        new GatewayConfig.History(plan.historySize(), A_DAY, A_DAY))),
                List.of(),
                new GatewayConfig.Authentication(true, null),
                "api/key",
                List.of("*"),
                new GatewayConfig.Limits(65_536, 1 << 20, 2 << 20, 128, 20_000),
                new GatewayConfig.Timeouts(
                        Duration.ofSeconds(10), Duration.ofSeconds(2), Duration.ofSeconds(2), Duration.ofSeconds(75)),
                new GatewayConfig.Ports(8001, 9001),
                new GatewayConfig.Drain(Duration.ofSeconds(2)));
    }

    /** Where clients connect to. */
    List<URI> clientUrls() {
        return clientLinks.stream()
                .map(link -> URI.create("ws://127.0.0.1:" + link.port() + "/connection/websocket"))
                .toList();
    }

    /** Where backends publish to. */
    List<URI> publishUrls() {
        return gateways.stream()
                .map(gateway -> URI.create("http://127.0.0.1:" + gateway.apiPort() + "/api/publish"))
                .toList();
    }

    @Override
    public void close() {
        for (AutoCloseable part : all.reversed()) {
            try {
                part.close();
            } catch (Exception e) {
                throw new IllegalStateException("a part could not be ended", e);
            }
        }
    }
}
