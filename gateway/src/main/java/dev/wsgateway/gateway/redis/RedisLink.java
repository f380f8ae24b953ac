package dev.wsgateway.gateway.redis;

import dev.wsgateway.config.GatewayConfig;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.SslVerifyMode;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections of this process to Redis: one for commands, shared by all threads, and one for Pub/Sub. It connects in
 * the background and keeps trying, with credentials read anew from their files each time.
 *
 * <p>Keys are strings in UTF-8, values raw bytes. Commands are pipelined in the order of the calls. While a connection
 * is away, or has more waiting than {@link Backlog} allows, a command fails at once; one that was on its way fails and is
 * not repeated.
 */
public final class RedisLink implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(RedisLink.class);
    private static final RedisCodec<String, byte[]> CODEC = RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE);
    private static final Duration TIMEOUT = Duration.ofSeconds(3);
    private static final Duration RETRY = Duration.ofSeconds(1);

    /** A peer that is gone without a word is noticed after this, rather than after the system's two hours. */
    private static final Duration SILENCE = Duration.ofSeconds(20);

    private static final SocketOptions.KeepAliveOptions KEEP_ALIVE = SocketOptions.KeepAliveOptions.builder()
            .enable()
            .idle(Duration.ofSeconds(5))
            .interval(Duration.ofSeconds(5))
            .count(3)
            .build();

    private final Backlog backlog = new Backlog();
    private final ClientResources resources;
    private final RedisClient client;
    private final CompletableFuture<StatefulRedisConnection<String, byte[]>> commands = new CompletableFuture<>();
    private final CompletableFuture<StatefulRedisPubSubConnection<String, byte[]>> pubSub = new CompletableFuture<>();
    private volatile boolean closed;

    /**
     * Begins to connect.
     *
     * @param config where Redis is
     * @param secrets folder that the configuration's paths are relative to
     */
    public RedisLink(GatewayConfig.Redis config, Path secrets) {
        RedisURI uri = RedisURI.create(config.url());
        uri.setTimeout(TIMEOUT);
        if (config.credentialsDirectory() != null) {
            uri.setCredentialsProvider(new FileCredentials(secrets.resolve(config.credentialsDirectory())));
        }
        ClientOptions.Builder options = ClientOptions.builder()
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .replayFilter(command -> true)
                .timeoutOptions(TimeoutOptions.enabled(TIMEOUT))
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(TIMEOUT)
                        .keepAlive(KEEP_ALIVE)
                        .tcpUserTimeout(SocketOptions.TcpUserTimeoutOptions.builder()
                                .enable()
                                .tcpUserTimeout(SILENCE)
                                .build())
                        .build());
        if (config.caFile() != null) {
            uri.setVerifyPeer(SslVerifyMode.FULL);
            options.sslOptions(SslOptions.builder()
                    .jdkSslProvider()
                    .trustManager(secrets.resolve(config.caFile()).toFile())
                    .build());
        }
        resources = ClientResources.builder().nettyCustomizer(backlog).build();
        client = RedisClient.create(resources, uri);
        client.addListener(new ConnectionLog());
        client.setOptions(options.build());
        Thread.ofVirtual().name("redis-connect").start(this::connect);
    }

    private void connect() {
        while (!closed && !(commands.isDone() && pubSub.isDone())) {
            try {
                if (!commands.isDone()) {
                    commands.complete(client.connect(CODEC));
                }
                pubSub.complete(client.connectPubSub(CODEC));
                log.info("connected to Redis");
            } catch (RuntimeException e) {
                log.atWarn().addKeyValue("error", rootMessage(e)).log("cannot connect to Redis; trying again");
                pause();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(RETRY);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether commands can be sent now. */
    public boolean isConnected() {
        StatefulRedisConnection<String, byte[]> connection = commands.getNow(null);
        return connection != null && connection.isOpen();
    }

    /** Whether Redis has ever answered, which makes this process ready for good. */
    public boolean hasAnswered() {
        return commands.isDone() && pubSub.isDone();
    }

    /**
     * Sends a command. Any thread; the result arrives on a thread of the Redis client, which must not be blocked.
     *
     * @return the reply, or {@link RedisUnavailableException} when there is none or it is an error
     */
    public <T> CompletionStage<T> call(
            Function<RedisAsyncCommands<String, byte[]>, ? extends CompletionStage<T>> command) {
        StatefulRedisConnection<String, byte[]> connection = commands.getNow(null);
        if (connection == null) {
            return CompletableFuture.failedFuture(unavailable(null));
        }
        if (backlog.isFull()) {
            return CompletableFuture.failedFuture(new RedisUnavailableException("Redis: does not keep up", null));
        }
        return command.apply(connection.async()).exceptionally(e -> {
            throw unavailable(e);
        });
    }

    /**
     * Opens one more connection, for commands that block. Blocks until it is there; closed with this link at the latest.
     *
     * @throws RedisUnavailableException when Redis can't be reached
     */
    StatefulRedisConnection<String, byte[]> connectAnew() {
        try {
            return client.connect(CODEC);
        } catch (RuntimeException e) {
            throw unavailable(e);
        }
    }

    /** The Pub/Sub connection, as soon as there is one. Lettuce subscribes again by itself after a lost link. */
    public CompletionStage<StatefulRedisPubSubConnection<String, byte[]>> pubSub() {
        return pubSub;
    }

    /** What a caller is told when Redis can't be asked. */
    public static RedisUnavailableException unavailable(@Nullable Throwable cause) {
        Throwable known = cause instanceof CompletionException && cause.getCause() != null ? cause.getCause() : cause;
        String detail = known == null ? "not connected yet" : rootMessage(known);
        return new RedisUnavailableException("Redis: " + detail, known);
    }

    private static String rootMessage(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
    }

    @Override
    public void close() {
        closed = true;
        client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
        resources.shutdown(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
