package dev.wsgateway.e2e.chaos.inbound;

import dev.wsgateway.e2e.chaos.history.Data;
import dev.wsgateway.e2e.chaos.history.Event;
import dev.wsgateway.e2e.chaos.history.HistoryFile;
import dev.wsgateway.e2e.chaos.history.InboundEvent;
import dev.wsgateway.e2e.chaos.history.InboundEvent.Result;
import dev.wsgateway.e2e.chaos.history.Message;
import dev.wsgateway.redis.StreamEntry;
import io.lettuce.core.Consumer;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.XAutoClaimArgs;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.XReadArgs.StreamOffset;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A replica of a backend that reads one partition of a group with the commands of {@code docs/backends.md}: XREADGROUP, XACK,
 * and XAUTOCLAIM for what others left. It does not begin what it has held for so long that another one may take it. On a
 * thread of its own.
 */
final class PullConsumer implements Runnable {
    /** How long an entry is left to who has it. */
    static final Duration IDLE = Duration.ofSeconds(4);

    private static final Duration CLAIM_EVERY = Duration.ofSeconds(1);
    private static final Duration BLOCK = Duration.ofMillis(500);
    private static final int AT_A_TIME = 10;

    private final int slot;
    private final int partition;
    private final RedisClient client;
    private final RedisURI redis;
    private final AtomicLong calls;
    private final HistoryFile history;

    private final AtomicInteger lives = new AtomicInteger(1);
    private volatile boolean closed;
    // Guarded by this.
    private boolean paused;

    /**
     * A consumer that does not read yet.
     *
     * @param slot its number; who comes when it ends has the same
     * @param calls numbers of calls, unique in the run
     */
    PullConsumer(int slot, int partition, RedisClient client, int redisPort, AtomicLong calls, HistoryFile history) {
        this.slot = slot;
        this.partition = partition;
        this.client = client;
        this.redis = RedisURI.builder()
                .withHost("127.0.0.1")
                .withPort(redisPort)
                .withTimeout(Duration.ofSeconds(3))
                .build();
        this.calls = calls;
        this.history = history;
    }

    /** It ends, with all that it has read, and another one begins. */
    void kill() {
        lives.incrementAndGet();
    }

    /** Stops it where it is, or lets it go on. */
    synchronized void pause(boolean stop) {
        paused = stop;
        notifyAll();
    }

    void close() {
        closed = true;
        pause(false);
    }

    @Override
    public void run() {
        try {
            while (!closed) {
                try (StatefulRedisConnection<String, String> connection = client.connect(redis)) {
                    live(connection.sync(), lives.get());
                } catch (RedisException e) {
                    history.add(new Event.Noted(history.now(), slot, "consumer: " + e.getMessage()));
                    Thread.sleep(200);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String name(int ofLife) {
        return "consumer-" + slot + "-" + ofLife;
    }

    @SuppressWarnings("unchecked")
    private void live(RedisCommands<String, String> commands, int own) throws InterruptedException {
        String key = InboundParts.NAMES.entries(InboundParts.STREAM, partition);
        Consumer<String> me = Consumer.from(InboundParts.PULLED.name(), name(own));
        long claimed = history.now();
        while (!closed && lives.get() == own) {
            long read = history.now();
            process(
                    commands,
                    key,
                    own,
                    read,
                    commands.xreadgroup(
                            me, XReadArgs.Builder.block(BLOCK).count(AT_A_TIME), StreamOffset.lastConsumed(key)));
            if (history.now() - claimed > CLAIM_EVERY.toMillis()) {
                claimed = history.now();
                process(
                        commands,
                        key,
                        own,
                        claimed,
                        commands.xautoclaim(
                                        key,
                                        XAutoClaimArgs.Builder.xautoclaim(me, IDLE, "0")
                                                .count(AT_A_TIME))
                                .getMessages());
            }
        }
    }

    private void process(
            RedisCommands<String, String> commands,
            String key,
            int own,
            long read,
            List<StreamMessage<String, String>> entries)
            throws InterruptedException {
        for (StreamMessage<String, String> entry : entries) {
            if (closed || lives.get() != own || history.now() - read > IDLE.toMillis() / 2) {
                return;
            }
            long call = calls.incrementAndGet();
            history.add(called(entry, call, own));
            awaitEndOfPause();
            if (lives.get() != own) {
                history.add(new InboundEvent.Ended(history.now(), call, Result.FAILED));
                return;
            }
            history.add(new InboundEvent.Ended(history.now(), call, Result.DONE));
            commands.xack(key, InboundParts.PULLED.name(), entry.getId());
        }
    }

    private synchronized void awaitEndOfPause() throws InterruptedException {
        while (paused) {
            wait();
        }
    }

    private InboundEvent.Called called(StreamMessage<String, String> entry, long call, int own) {
        String data = entry.getBody().getOrDefault(StreamEntry.DATA, "");
        Message message = message(data, entry.getBody().getOrDefault(StreamEntry.ID, ""));
        return new InboundEvent.Called(
                history.now(),
                call,
                InboundParts.PULLED.name(),
                partition,
                entry.getId(),
                entry.getBody().getOrDefault(StreamEntry.KEY, ""),
                message,
                message == null ? data : null,
                0,
                name(own));
    }

    private static @Nullable Message message(String data, String id) {
        Message message = Data.parse(data);
        return message != null && Long.toString(message.id()).equals(id) ? message : null;
    }
}
