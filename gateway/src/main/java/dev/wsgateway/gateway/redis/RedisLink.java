package dev.wsgateway.gateway.redis;

import dev.wsgateway.config.GatewayConfig;
import dev.wsgateway.redis.RedisUrl;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
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
 * The connections of this process to Redis, in any of its three forms: for commands, shared by all threads, and for
 * Pub/Sub. It connects in the background and keeps trying, with credentials read anew from their files each time.
 *
 * <p>Keys are strings in UTF-8, values raw bytes. Commands are pipelined in the order of the calls, on a Cluster for each
 * node. While a connection is away, or has more waiting than {@link Backlog} allows, a command fails at once; one that
 * was on its way fails and is not repeated. Only what a server said it has not run is sent again: where a slot has moved,
 * and while the keys of a command are on their way to another node.
 */
public final class RedisLink implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(RedisLink.class);
    private static final Duration RETRY = Duration.ofSeconds(1);

    /** While a slot moves, a command for several of its keys is sent again after this, up to the time of one command. */
    private static final Duration MOVING = Duration.ofMillis(20);

    private final Backlog backlog = new Backlog();
    private final ClientResources resources = LettuceSettings.resources(backlog);
    private final Servers servers;
    private final DurableWrites durable;
    private volatile boolean answered;
    private volatile boolean closed;

    /**
     * Begins to connect.
     *
     * @param config where Redis is
     * @param secrets folder that the configuration's paths are relative to
     */
    public RedisLink(GatewayConfig.Redis config, Path secrets) {
        LettuceSettings settings = LettuceSettings.of(config, secrets);
        servers = settings.url().form() == RedisUrl.Form.CLUSTER
                ? new ClusterMasters(settings, resources)
                : new OneMaster(settings, resources);
        durable = new DurableWrites(servers);
        Thread.ofVirtual().name("redis-connect").start(this::connect);
    }

    private void connect() {
        while (!closed && !answered) {
            try {
                servers.connect();
                answered = true;
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
        return servers.isOpen();
    }

    /**
     * Whether Redis has ever answered, which makes this process ready for good. Then those have run that were waiting for
     * {@link #pubSub}.
     */
    public boolean hasAnswered() {
        return answered;
    }

    /**
     * Sends a command, all of whose keys are in one slot. Any thread; the result arrives on a thread of the Redis client,
     * which must not be blocked.
     *
     * @param command is called again when a server said that it has not run it
     * @return the reply, or {@link RedisUnavailableException} when there is none or it is an error
     */
    public <T> CompletionStage<T> call(
            Function<RedisClusterAsyncCommands<String, byte[]>, ? extends CompletionStage<T>> command) {
        return call(command, System.nanoTime() + LettuceSettings.TIMEOUT.toNanos())
                .exceptionally(e -> {
                    throw unavailable(e);
                });
    }

    private <T> CompletionStage<T> call(
            Function<RedisClusterAsyncCommands<String, byte[]>, ? extends CompletionStage<T>> command, long deadline) {
        RedisClusterAsyncCommands<String, byte[]> commands = servers.commands();
        if (commands == null) {
            return CompletableFuture.failedFuture(unavailable(null));
        }
        if (backlog.isFull()) {
            return CompletableFuture.failedFuture(new RedisUnavailableException("Redis: does not keep up", null));
        }
        // Not a method reference: its type would be the result's wildcard.
        CompletionStage<T> reply = command.apply(commands).thenApply(result -> result);
        return reply.exceptionallyCompose(e -> {
            String message = rootMessage(e);
            if (message.startsWith("READONLY")) {
                servers.readOnly();
            }
            return message.startsWith("TRYAGAIN") && System.nanoTime() - deadline < 0
                    ? CompletableFuture.runAsync(
                                    () -> {},
                                    CompletableFuture.delayedExecutor(
                                            MOVING.toMillis(), TimeUnit.MILLISECONDS, Runnable::run))
                            .thenCompose(waited -> call(command, deadline))
                    : CompletableFuture.failedFuture(e);
        });
    }

    /**
     * Sends a command that writes, and waits until replicas or the disk have what it wrote: on a connection of its own,
     * since that blocks it. Commands that come at once are waited for together.
     *
     * @param key a key of the command
     * @param bytes size of the command, about
     * @param command is called again when a server said that it has not run it
     * @return the reply; {@link RedisUnavailableException} when there is none, it is an error, or too few have confirmed:
     *     the outcome is unknown then
     */
    <T> CompletionStage<T> callDurably(
            String key,
            GatewayConfig.Durability durability,
            int bytes,
            Function<RedisClusterAsyncCommands<String, byte[]>, ? extends CompletionStage<T>> command) {
        return durable.call(key, durability, bytes, command);
    }

    /**
     * Opens one more connection, for commands that block on one key. Blocks until it is there; closed with this link at
     * the latest.
     *
     * @throws RedisUnavailableException when the server that has the key can't be reached
     */
    StatefulRedisConnection<String, byte[]> connectAnew(String key) {
        try {
            return servers.connectAnew(servers.nodeOf(key));
        } catch (RuntimeException e) {
            throw unavailable(e);
        }
    }

    /** Whether keys are spread over several servers, by their slots. */
    boolean isSharded() {
        return servers.isSharded();
    }

    /** Sends a message to all that subscribe to a Pub/Sub channel, and tells how many; fails as {@link #call} does. */
    public CompletionStage<Long> publish(String redisChannel, byte[] message) {
        return call(commands -> servers.isSharded()
                ? commands.spublish(redisChannel, message)
                : commands.publish(redisChannel, message));
    }

    /** The command that a script publishes with, so that it arrives where {@link #pubSub} subscribes. */
    public String publishCommand() {
        return servers.isSharded() ? "SPUBLISH" : "PUBLISH";
    }

    /** The subscriptions, as soon as there is a connection. */
    public CompletionStage<PubSub> pubSub() {
        return servers.pubSub();
    }

    /** What a caller is told when Redis can't be asked. */
    public static RedisUnavailableException unavailable(@Nullable Throwable cause) {
        Throwable known = cause instanceof CompletionException && cause.getCause() != null ? cause.getCause() : cause;
        if (known instanceof RedisUnavailableException told) {
            return told;
        }
        String detail = known == null ? "not connected yet" : rootMessage(known);
        return new RedisUnavailableException("Redis: " + detail, known);
    }

    static String rootMessage(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
    }

    @Override
    public void close() {
        closed = true;
        durable.close();
        servers.close();
        resources.shutdown(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
