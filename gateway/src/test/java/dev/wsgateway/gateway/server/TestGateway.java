package dev.wsgateway.gateway.server;

import static org.awaitility.Awaitility.await;

import dev.wsgateway.config.GatewayConfig;
import dev.wsgateway.gateway.auth.Authenticator;
import dev.wsgateway.gateway.broker.Broker;
import dev.wsgateway.gateway.control.Control;
import dev.wsgateway.gateway.history.HistoryStore;
import dev.wsgateway.gateway.hub.Hub;
import dev.wsgateway.gateway.lifecycle.Lifecycle;
import dev.wsgateway.gateway.lifecycle.LifecycleShards;
import dev.wsgateway.gateway.metrics.GatewayMetrics;
import dev.wsgateway.gateway.presence.Movements;
import dev.wsgateway.gateway.presence.Presence;
import dev.wsgateway.gateway.protocol.PublicationEncoder;
import dev.wsgateway.gateway.redis.RedisLink;
import dev.wsgateway.gateway.redis.StreamWatch;
import dev.wsgateway.gateway.session.Gatherings;
import dev.wsgateway.gateway.session.SessionContext;
import dev.wsgateway.gateway.session.SessionMetrics;
import dev.wsgateway.gateway.session.Sessions;
import dev.wsgateway.gateway.settings.SecretFiles;
import dev.wsgateway.gateway.settings.Settings;
import dev.wsgateway.gateway.stream.Partitions;
import dev.wsgateway.gateway.stream.StreamAppender;
import dev.wsgateway.gateway.transport.Transport;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** The client side of one gateway in this process, on a real Redis and a real port. */
final class TestGateway implements AutoCloseable {
    final GatewayMetrics metrics = new GatewayMetrics();
    final Sessions sessions = new Sessions();
    final Hub hub;
    final Broker broker;
    volatile Settings settings;
    private final EventLoopGroup loops;
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final RedisLink redis;
    private final ClientServer server;

    TestGateway(GatewayConfig config) {
        this(config, Map.of(), Duration.ofSeconds(1));
    }

    TestGateway(GatewayConfig config, Map<String, byte[]> secrets, Duration grace) {
        settings = Settings.of(config, "v1", new SecretFiles(secrets));
        Transport transport = Transport.best();
        loops = transport.eventLoops("io", 2);
        redis = new RedisLink(config.redis(), Path.of("."));
        hub = new Hub(new PublicationEncoder(ByteBufAllocator.DEFAULT, this::settings));
        broker = new Broker(
                redis,
                hub,
                this::settings,
                new HistoryStore(
                        redis, settings.names(), () -> UUID.randomUUID().toString()));
        Control control = new Control(
                redis,
                "gateway-0",
                this::settings,
                hub::subscribers,
                hub::members,
                () -> CompletableFuture.completedFuture(Set.of("gateway-0")),
                order -> {},
                metrics);
        StreamAppender streams = new StreamAppender(
                redis, new Partitions(redis, this::settings), this::settings, metrics, Clock.systemUTC());
        SessionContext context = new SessionContext(
                this::settings,
                hub,
                broker,
                new Presence(control),
                new Movements(
                        redis,
                        "gateway-0",
                        this::settings,
                        hub,
                        control,
                        () -> CompletableFuture.completedFuture(Set.of("gateway-0"))),
                new Lifecycle(
                        new LifecycleShards(
                                redis,
                                new StreamWatch(redis),
                                streams,
                                this::settings,
                                member -> false,
                                new SecureRandom(),
                                Clock.systemUTC(),
                                metrics),
                        "gateway-0/1",
                        this::settings,
                        sessions::announcements,
                        Clock.systemUTC(),
                        metrics),
                streams,
                new Authenticator(this::settings, Clock.systemUTC(), executor),
                sessions,
                new SessionMetrics(metrics.registry()),
                new Gatherings(),
                Clock.systemUTC(),
                new SecureRandom(),
                "gateway-0",
                "test",
                grace);
        server = ClientServer.listen(
                loops, transport, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), context);
    }

    /** Waits for Redis. */
    TestGateway ready() {
        await().until(redis::hasAnswered);
        return this;
    }

    private Settings settings() {
        return settings;
    }

    int port() {
        return server.port();
    }

    /** A socket of the client protocol in JSON, not connected yet. */
    RawWebSocket open() throws IOException {
        return RawWebSocket.open(port(), "/connection/websocket");
    }

    /** The same, connected as an anonymous client. */
    RawWebSocket connect() throws IOException {
        RawWebSocket socket = open();
        socket.text("{\"id\":1,\"connect\":{}}");
        socket.readText();
        return socket;
    }

    /** Value of a counter in the form in which it is scraped, 0 if it is absent. */
    double count(String series) {
        return metrics.scrape()
                .lines()
                .filter(line -> line.startsWith(series + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
                .sum();
    }

    void shutDown() {
        server.close(Duration.ofSeconds(5));
    }

    @Override
    public void close() {
        server.close(Duration.ofMillis(100));
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
        redis.close();
        executor.close();
        metrics.close();
    }
}
