package dev.wsgateway.gateway;

import dev.wsgateway.gateway.api.ApiMethods;
import dev.wsgateway.gateway.api.ApiServer;
import dev.wsgateway.gateway.auth.Authenticator;
import dev.wsgateway.gateway.broker.Broker;
import dev.wsgateway.gateway.control.Control;
import dev.wsgateway.gateway.control.DisconnectOrder;
import dev.wsgateway.gateway.control.Order;
import dev.wsgateway.gateway.control.RefreshOrder;
import dev.wsgateway.gateway.control.SubscribeOrder;
import dev.wsgateway.gateway.control.UnsubscribeOrder;
import dev.wsgateway.gateway.delivery.Deliveries;
import dev.wsgateway.gateway.drain.Drain;
import dev.wsgateway.gateway.drain.HandOver;
import dev.wsgateway.gateway.history.HistoryStore;
import dev.wsgateway.gateway.hub.Hub;
import dev.wsgateway.gateway.lease.Leases;
import dev.wsgateway.gateway.lease.Shares;
import dev.wsgateway.gateway.lifecycle.Lifecycle;
import dev.wsgateway.gateway.lifecycle.LifecycleShards;
import dev.wsgateway.gateway.metrics.GatewayMetrics;
import dev.wsgateway.gateway.presence.Movements;
import dev.wsgateway.gateway.presence.Presence;
import dev.wsgateway.gateway.protocol.Disconnect;
import dev.wsgateway.gateway.protocol.PublicationEncoder;
import dev.wsgateway.gateway.publishstream.PublishPartitions;
import dev.wsgateway.gateway.redis.RedisLink;
import dev.wsgateway.gateway.redis.StreamWatch;
import dev.wsgateway.gateway.report.Reporter;
import dev.wsgateway.gateway.report.Reports;
import dev.wsgateway.gateway.server.ClientServer;
import dev.wsgateway.gateway.session.Departures;
import dev.wsgateway.gateway.session.Gatherings;
import dev.wsgateway.gateway.session.Session;
import dev.wsgateway.gateway.session.SessionContext;
import dev.wsgateway.gateway.session.SessionMetrics;
import dev.wsgateway.gateway.session.Sessions;
import dev.wsgateway.gateway.settings.Settings;
import dev.wsgateway.gateway.settings.SettingsSource;
import dev.wsgateway.gateway.stream.Partitions;
import dev.wsgateway.gateway.stream.StreamAppender;
import dev.wsgateway.gateway.stream.Upkeep;
import dev.wsgateway.gateway.transport.Transport;
import dev.wsgateway.redis.GatewayReport;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoopGroup;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One running gateway: makes its parts, connects them, and ends them in the right order. */
public final class GatewayProcess implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(GatewayProcess.class);
    private static final Duration WEBSOCKET_DRAIN = Duration.ofSeconds(3);
    private static final Duration API_DRAIN = Duration.ofSeconds(2);

    private final Clock clock = Clock.systemUTC();
    private final long startedAt = clock.millis();
    private final Options options;
    private final GatewayMetrics metrics = new GatewayMetrics();
    private final ScheduledExecutorService housekeeping = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("housekeeping").factory());
    private final SettingsSource settings;
    private final EventLoopGroup loops;
    private final RedisLink redis;
    private final Hub hub;
    private final Broker broker;
    private final Sessions sessions = new Sessions();
    private final ExecutorService tokenChecks = Executors.newVirtualThreadPerTaskExecutor();
    private final ClientServer websocket;
    private final StreamWatch streamWatch;
    private final PublishPartitions publishStream;
    private final Deliveries deliveries;
    private final Partitions partitions;
    private final StreamAppender streams;
    private final LifecycleShards lifecycleShards;
    private final Leases leases;
    private final Lifecycle lifecycle;
    private final Reporter reporter;
    private final ApiServer api;
    private final Reports reports;
    private final HandOver handOver;
    private final SessionMetrics sessionMetrics = new SessionMetrics(metrics.registry());
    private final AtomicReference<GatewayReport.@Nullable Draining> draining = new AtomicReference<>();
    private final AtomicBoolean closing = new AtomicBoolean();
    private final CountDownLatch ended = new CountDownLatch(1);

    private GatewayProcess(Options options) {
        this.options = options;
        settings = new SettingsSource(options.configDirectory(), options.secretsDirectory(), metrics, clock);
        Settings initial = settings.get();
        Transport transport = transport(options.transport());
        loops = transport.eventLoops("io", Runtime.getRuntime().availableProcessors());
        redis = new RedisLink(initial.config().redis(), options.secretsDirectory());
        hub = new Hub(new PublicationEncoder(ByteBufAllocator.DEFAULT, settings));
        HistoryStore history =
                new HistoryStore(redis, initial.names(), () -> UUID.randomUUID().toString());
        broker = new Broker(redis, hub, settings, history);
        reports = new Reports(redis, initial.names());
        partitions = new Partitions(redis, settings);
        streamWatch = new StreamWatch(redis);
        publishStream = new PublishPartitions(redis, streamWatch, broker, settings, metrics);
        streams = new StreamAppender(redis, partitions, settings, metrics, clock);
        deliveries = new Deliveries(
                redis,
                streamWatch,
                partitions,
                settings,
                metrics,
                options.node(),
                clock,
                System::nanoTime,
                new Random());
        lifecycleShards = new LifecycleShards(
                redis, streamWatch, streams, settings, this::isDead, new SecureRandom(), clock, metrics);
        leases = new Leases(redis, initial.names().members(), options.node(), this::work, System::nanoTime);
        lifecycle = new Lifecycle(lifecycleShards, leases.member(), settings, sessions::announcements, clock, metrics);
        lifecycle.tick();
        Control control = new Control(
                redis,
                options.node(),
                settings,
                hub::subscribers,
                hub::members,
                reports::nodes,
                this::carryOut,
                metrics);
        Presence presence = new Presence(control);
        Movements movements = new Movements(redis, options.node(), settings, hub, control, reports::nodes);
        reporter = new Reporter(reports, this::report, housekeeping);
        websocket = ClientServer.listen(
                loops,
                transport,
                options.address(
                        orElse(options.websocketPort(), initial.config().ports().websocket())),
                context(presence, movements));
        api = ApiServer.listen(
                loops,
                transport,
                options.address(
                        orElse(options.apiPort(), initial.config().ports().api())),
                ApiMethods.of(settings, broker, presence, control, reports, redis, partitions, clock),
                settings,
                metrics,
                this::isReady);
        handOver = new HandOver(
                new Departures(sessions, sessionMetrics, Disconnect.FORCE_RECONNECT),
                reports,
                redis,
                initial.names(),
                options.node(),
                () -> settings.get().config().drain().handOver() ? drainPeriod() : Duration.ZERO);
        redis.pubSub().thenRun(reporter::write);
        settings.onChange(changed -> sessions.review());
        everySecond(settings::refresh);
        everySecond(broker::sweep);
        everySecond(partitions::refresh);
        everySecond(lifecycle::tick);
        everySecond(new Upkeep(redis, partitions, settings, metrics.registry(), System::nanoTime)::tick);
        everySecond(movements::sweep);
        ProcessMeters.bind(metrics, hub, broker, presence, redis, sessions);
        ProcessMeters.movements(metrics, movements);
        ProcessMeters.transport(metrics, transport);
        metrics.gauge("wsgateway.partitions.owned", "Partitions whose work this gateway does", leases::owned);
        metrics.gauge(
                "wsgateway.draining",
                "1 while the gateway moves its clients away because it is about to end",
                () -> draining.get() == null ? 0 : 1);
        log.atInfo()
                .addKeyValue("node", options.node())
                .addKeyValue(
                        "gateway",
                        initial.config().namespace() + "/" + initial.config().name())
                .addKeyValue("version", version())
                .addKeyValue("websocketPort", websocket.port())
                .addKeyValue("apiPort", api.port())
                .addKeyValue("transport", transport)
                .log("started");
    }

    private SessionContext context(Presence presence, Movements movements) {
        return new SessionContext(
                settings,
                hub,
                broker,
                presence,
                movements,
                lifecycle,
                streams,
                new Authenticator(settings, clock, tokenChecks),
                sessions,
                sessionMetrics,
                new Gatherings(),
                clock,
                new SecureRandom(),
                options.node(),
                version(),
                SessionContext.DEFAULT_GRACE);
    }

    private void carryOut(Order order) {
        List<Session> meant = sessions.of(order.user(), order::means);
        switch (order) {
            case DisconnectOrder disconnect -> meant.forEach(session -> session.disconnect(disconnect.disconnect()));
            case SubscribeOrder subscribe ->
                meant.forEach(
                        session -> session.subscribe(subscribe.channel(), subscribe.subscription(), subscribe.since()));
            case UnsubscribeOrder unsubscribe -> meant.forEach(session -> session.unsubscribe(unsubscribe.channel()));
            case RefreshOrder refresh -> meant.forEach(session -> session.renew(refresh.expiresAt()));
        }
    }

    private boolean isDead(String member) {
        return leases.isDead(member);
    }

    private static Transport transport(@Nullable Transport wanted) {
        if (wanted == null || wanted.isAvailable()) {
            return wanted == null ? Transport.best() : wanted;
        }
        log.atWarn().addKeyValue("wanted", wanted).log("this transport does not work here; using the best that does");
        return Transport.best();
    }

    private static <T> T orElse(@Nullable T own, T configured) {
        return own == null ? configured : own;
    }

    private void everySecond(Runnable task) {
        var _ = housekeeping.scheduleWithFixedDelay(
                () -> {
                    try {
                        task.run();
                    } catch (RuntimeException e) {
                        log.atError().setCause(e).log("a housekeeping task failed; it is tried again");
                    }
                },
                1,
                1,
                TimeUnit.SECONDS);
    }

    /**
     * Starts a gateway. It serves sockets and turns ready once Redis has answered, which may be later.
     *
     * @throws IllegalArgumentException when its configuration makes no sense
     */
    public static GatewayProcess start(Options options) {
        return new GatewayProcess(options);
    }

    /** Whether Redis has ever answered, and this process is not about to end. */
    public boolean isReady() {
        return redis.hasAnswered() && draining.get() == null && !closing.get();
    }

    /** The port that sockets are opened on. */
    public int websocketPort() {
        return websocket.port();
    }

    /** The port that the HTTP API listens on. */
    public int apiPort() {
        return api.port();
    }

    private GatewayReport report() {
        Settings current = settings.get();
        return new GatewayReport(
                options.node(),
                version(),
                startedAt,
                sessions.connections(),
                sessions.users(),
                hub.subscriptions(),
                hub.channels().size(),
                current.version(),
                current.secrets().versions(),
                publishStream.share(),
                draining.get(),
                broker.feedEvents().reported());
    }

    private List<Shares> work() {
        List<Shares> work = new ArrayList<>(deliveries.work());
        work.add(publishStream);
        if (settings.get().config().lifecycleEvents() != null) {
            work.add(lifecycleShards);
        }
        return work;
    }

    private static String version() {
        String version = GatewayProcess.class.getPackage().getImplementationVersion();
        return version == null ? "dev" : version;
    }

    /** Returns when the process was closed. */
    void awaitEnd() throws InterruptedException {
        ended.await();
    }

    /**
     * Moves all clients to other gateways, as {@code spec.drain} has it: turns unready, still takes clients until nobody
     * sends it new ones, then tells its own to come back, evenly. Blocks until all were told, for the drain's period and
     * 15 s at most. Follow it with {@link #close}.
     */
    public void drain() {
        Settings current = settings.get();
        Duration period = drainPeriod();
        if (!draining.compareAndSet(null, new GatewayReport.Draining(clock.millis(), sessions.connections()))) {
            return;
        }
        log.info("draining");
        handOver.close();
        reporter.write();
        Drain drain = new Drain(new Departures(sessions, sessionMetrics, Disconnect.SHUTDOWN), period);
        try {
            if (!period.isZero()) {
                drain.awaitEndpointsGone();
            }
            drain.move(redis, current.names(), reports.connections());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Duration drainPeriod() {
        return orElse(options.drainPeriod(), settings.get().config().drain().period());
    }

    /** Turns unready, lets what is under way end, and frees everything, in less than 10 s. Blocks until it is done. */
    @Override
    public void close() {
        if (!closing.compareAndSet(false, true)) {
            return;
        }
        log.info("stopping");
        handOver.close();
        websocket.close(WEBSOCKET_DRAIN);
        api.close(API_DRAIN);
        lifecycle.close();
        leases.close();
        deliveries.close();
        streamWatch.close();
        reporter.close();
        housekeeping.shutdownNow();
        redis.close();
        tokenChecks.shutdownNow();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
        metrics.close();
        log.info("stopped");
        ended.countDown();
    }
}
