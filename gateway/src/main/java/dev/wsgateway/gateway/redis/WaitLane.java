package dev.wsgateway.gateway.redis;

import dev.wsgateway.config.GatewayConfig;
import io.lettuce.core.LettuceFutures;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.output.ArrayOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.ProtocolKeyword;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One connection on which writes are confirmed, and the thread that blocks on it. It sends those that came meanwhile
 * together, takes their replies, and waits for all of them at once. The connection is never made again unseen: on another
 * one nothing was written, and a {@code WAIT} there would confirm what is lost.
 */
final class WaitLane implements AutoCloseable {
    private static final int MAX_WAITING = 1_000;
    private static final long MAX_WAITING_BYTES = 16L << 20;
    private static final int MAX_BATCH = 200;
    /** Without work for so long, a lane ends. */
    private static final Duration IDLE = Duration.ofSeconds(30);

    private static final ProtocolKeyword WAITAOF = new Keyword("WAITAOF");

    private record Keyword(String text) implements ProtocolKeyword {
        @Override
        public byte[] getBytes() {
            return text.getBytes(StandardCharsets.US_ASCII);
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /** One command on its way. */
    static final class Write<T> {
        private final Function<RedisClusterAsyncCommands<String, byte[]>, ? extends CompletionStage<T>> command;
        private final int bytes;
        private final boolean asking;
        private final CompletableFuture<T> result = new CompletableFuture<>();
        private CompletableFuture<T> reply = new CompletableFuture<>();

        /**
         * A command that is not sent yet.
         *
         * @param asking whether to send it with {@code ASKING}, as a Cluster wants it while a slot moves
         */
        Write(
                Function<RedisClusterAsyncCommands<String, byte[]>, ? extends CompletionStage<T>> command,
                int bytes,
                boolean asking) {
            this.command = command;
            this.bytes = bytes;
            this.asking = asking;
        }

        /** Its reply, once it is confirmed. */
        CompletionStage<T> result() {
            return result;
        }

        private void send(RedisClusterAsyncCommands<String, byte[]> commands) {
            if (asking) {
                var _ = commands.asking();
            }
            reply = command.apply(commands).toCompletableFuture();
        }

        /** Whether it has run; blocks until that is known, and fails it where it has not. */
        private boolean hasRun() {
            try {
                T _ = reply.join();
                return true;
            } catch (CompletionException e) {
                result.completeExceptionally(e);
                return false;
            }
        }

        private void confirm() {
            result.complete(reply.join());
        }

        private void fail(Throwable why) {
            result.completeExceptionally(why);
        }
    }

    private final Supplier<StatefulRedisConnection<String, byte[]>> connect;
    private final GatewayConfig.Durability durability;
    private final Predicate<WaitLane> mayEnd;
    private final LinkedBlockingQueue<Write<?>> waiting = new LinkedBlockingQueue<>(MAX_WAITING);
    private final AtomicLong waitingBytes = new AtomicLong();
    private final Thread thread;
    private @Nullable StatefulRedisConnection<String, byte[]> connection;

    /**
     * Begins; it connects with the first write.
     *
     * @param connect makes a connection that is not made again when it is lost; blocks
     * @param mayEnd asked when there is no work; true where no more writes are going to come
     */
    WaitLane(
            Supplier<StatefulRedisConnection<String, byte[]>> connect,
            GatewayConfig.Durability durability,
            Predicate<WaitLane> mayEnd) {
        this.connect = connect;
        this.durability = durability;
        this.mayEnd = mayEnd;
        this.thread = Thread.ofVirtual().name("redis-wait").start(this::run);
    }

    /** Takes a write; false where too many wait. */
    boolean take(Write<?> write) {
        boolean taken = waitingBytes.addAndGet(write.bytes) <= MAX_WAITING_BYTES && waiting.offer(write);
        if (!taken) {
            waitingBytes.addAndGet(-write.bytes);
        }
        return taken;
    }

    boolean isIdle() {
        return waiting.isEmpty();
    }

    private void run() {
        List<Write<?>> batch = new ArrayList<>();
        try {
            while (true) {
                Write<?> first = waiting.poll(IDLE.toMillis(), TimeUnit.MILLISECONDS);
                if (first != null) {
                    batch.add(first);
                    waiting.drainTo(batch, MAX_BATCH - 1);
                    batch.forEach(write -> waitingBytes.addAndGet(-write.bytes));
                    carryOut(batch);
                    batch.clear();
                } else if (mayEnd.test(this)) {
                    break;
                }
            }
        } catch (InterruptedException e) {
            // the gateway ends
        } finally {
            batch.addAll(waiting);
            batch.forEach(write -> write.fail(RedisLink.unavailable(new IllegalStateException("the link is closed"))));
            disconnect();
        }
    }

    private void carryOut(List<Write<?>> batch) {
        StatefulRedisConnection<String, byte[]> to;
        try {
            to = connected();
            batch.forEach(write -> write.send(to.async()));
        } catch (RuntimeException e) {
            batch.forEach(write -> write.fail(RedisLink.unavailable(e)));
            disconnect();
            return;
        }
        // All, not up to the first that has: each must have its reply before the wait.
        List<Write<?>> run = new ArrayList<>(batch);
        run.removeIf(write -> !write.hasRun());
        confirm(run, to);
        if (run.size() < batch.size()) {
            // Perhaps it is a master no more: the next connection goes where the master is then.
            disconnect();
        }
    }

    private void confirm(List<Write<?>> run, StatefulRedisConnection<String, byte[]> on) {
        if (run.isEmpty()) {
            return;
        }
        try {
            String missing = missing(on);
            if (missing.isEmpty()) {
                run.forEach(Write::confirm);
            } else {
                run.forEach(write -> write.fail(unconfirmed(missing, null)));
            }
        } catch (RuntimeException e) {
            run.forEach(write -> write.fail(unconfirmed(RedisLink.rootMessage(e), e)));
            disconnect();
        }
    }

    private static RedisUnavailableException unconfirmed(String why, @Nullable Throwable cause) {
        return new RedisUnavailableException("Redis: written, but not confirmed: " + why, cause);
    }

    /** What has not confirmed in time; empty for nothing. */
    private String missing(StatefulRedisConnection<String, byte[]> on) {
        long millis = durability.timeout().toMillis();
        if (!durability.aof()) {
            long replicas = answer(on, on.async().waitForReplication(durability.replicas(), millis));
            return replicas >= durability.replicas() ? "" : tooFew("have it", replicas);
        }
        List<Object> disks = waitAof(on, durability.replicas(), millis);
        long replicas = (Long) disks.get(1);
        if ((Long) disks.get(0) < 1) {
            return "it was not on the master's disk within " + millis + " ms";
        }
        return replicas >= durability.replicas() ? "" : tooFew("have it on their disks", replicas);
    }

    private String tooFew(String what, long replicas) {
        return replicas + " of " + durability.replicas() + " replicas " + what + " within "
                + durability.timeout().toMillis() + " ms";
    }

    private static List<Object> waitAof(StatefulRedisConnection<String, byte[]> on, int replicas, long millis) {
        return answer(
                on,
                on.async()
                        .dispatch(
                                WAITAOF,
                                new ArrayOutput<>(LettuceSettings.CODEC),
                                new CommandArgs<>(LettuceSettings.CODEC)
                                        .add(1)
                                        .add(replicas)
                                        .add(millis)));
    }

    private static <T> T answer(StatefulRedisConnection<String, byte[]> on, RedisFuture<T> command) {
        return LettuceFutures.awaitOrCancel(command, on.getTimeout().toNanos(), TimeUnit.NANOSECONDS);
    }

    private StatefulRedisConnection<String, byte[]> connected() {
        StatefulRedisConnection<String, byte[]> now = connection;
        if (now == null || !now.isOpen()) {
            disconnect();
            now = connect.get();
            connection = now;
            if (durability.aof()) {
                requireAof(now);
            }
        }
        return now;
    }

    // Nothing was written on this connection: it answers at once, with an error where it can't ever confirm.
    private static void requireAof(StatefulRedisConnection<String, byte[]> on) {
        try {
            List<Object> _ = waitAof(on, 0, 1);
        } catch (RuntimeException e) {
            throw new RedisUnavailableException(
                    "Redis: not written: durability.aof needs Redis 7.2 or newer with an append-only file: "
                            + RedisLink.rootMessage(e),
                    e);
        }
    }

    private void disconnect() {
        if (connection != null) {
            var _ = connection.closeAsync();
            connection = null;
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
