package dev.wsgateway.e2e.chaos.parts;

import dev.wsgateway.config.GatewayConfig;
import dev.wsgateway.testing.redis.RedisOptions;
import dev.wsgateway.testing.redis.RedisServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** The parts of one run: Redis with a replica, gateways, and a link of its own from each gateway to Redis and to its clients. */
public final class Deployment implements AutoCloseable {
    private final Clock clock;
    private final List<GatewayNode> gateways = new ArrayList<>();
    private final List<Proxy> redisLinks = new ArrayList<>();
    private final List<Proxy> clientLinks = new ArrayList<>();
    private final List<AutoCloseable> all = new ArrayList<>();

    // The two change places; only the thread that breaks Redis does that, and the others look when it is done.
    private volatile RedisServer master;
    private volatile @Nullable RedisServer replica;

    /** Which process has a clock that can jump. */
    public enum ClockOf {
        NOBODY,
        GATEWAY,
        REDIS
    }

    /**
     * What is to be there.
     *
     * @param redis how Redis is started
     * @param replica whether it has a replica
     * @param gateways how many gateways there are
     * @param clockOf whose clock can jump; of the gateways it is the first one's
     * @param config configuration of a gateway, by the port of its link to Redis
     * @param secrets files with secrets, by their paths
     */
    public record Setup(
            RedisOptions redis,
            boolean replica,
            int gateways,
            ClockOf clockOf,
            IntFunction<GatewayConfig> config,
            Map<String, String> secrets) {}

    /** Starts Redis. */
    public Deployment(Setup setup, Path directory) {
        clock = new Clock(directory);
        master = opened(RedisServer.started(
                setup.clockOf() == ClockOf.REDIS ? setup.redis().withEnvironment(clock.environment()) : setup.redis()));
        if (setup.replica()) {
            RedisServer second = opened(RedisServer.started(setup.redis()));
            second.replicate(master);
            replica = second;
        }
        for (int i = 0; i < setup.gateways(); i++) {
            GatewayNode gateway = opened(new GatewayNode(
                    directory.resolve("gateway-" + i),
                    "gateway-" + i,
                    setup.config().apply(linkToRedis().port()),
                    setup.secrets(),
                    i == 0 && setup.clockOf() == ClockOf.GATEWAY ? clock.environment() : Map.of()));
            gateways.add(gateway);
            clientLinks.add(opened(new Proxy(gateway.websocketPort())));
        }
    }

    /** Starts the gateways, and returns when they are ready. */
    public void startGateways(HttpClient http) {
        gateways.forEach(GatewayNode::start);
        gateways.forEach(gateway -> gateway.awaitReady(http));
    }

    /** Has a part closed with the others. */
    public <T extends AutoCloseable> T opened(T part) {
        all.add(part);
        return part;
    }

    /** Makes one more link to Redis, which leads to the master as the gateways' links do. */
    public Proxy linkToRedis() {
        Proxy link = opened(new Proxy(master.port()));
        redisLinks.add(link);
        return link;
    }

    public Clock clock() {
        return clock;
    }

    /** One of the gateways, counted from 0. */
    public GatewayNode gateway(int number) {
        return gateways.get(number);
    }

    /** Links to Redis: first those of the gateways, in their order. */
    public List<Proxy> redisLinks() {
        return redisLinks;
    }

    /** Links of clients to the gateways. */
    public List<Proxy> clientLinks() {
        return clientLinks;
    }

    public RedisServer master() {
        return master;
    }

    public @Nullable RedisServer replica() {
        return replica;
    }

    /** The replica is the master, and the master the replica. */
    public void changePlaces() {
        RedisServer old = master;
        RedisServer next = replica;
        if (next == null) {
            throw new IllegalStateException("there is no replica");
        }
        master = next;
        replica = old;
    }

    /** Where clients connect to. */
    public List<URI> clientUrls() {
        return clientLinks.stream()
                .map(link -> URI.create("ws://127.0.0.1:" + link.port() + "/connection/websocket"))
                .toList();
    }

    /** Where backends call a method of the HTTP API. */
    public List<URI> apiUrls(String method) {
        return gateways.stream()
                .map(gateway -> URI.create("http://127.0.0.1:" + gateway.apiPort() + "/api/" + method))
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
