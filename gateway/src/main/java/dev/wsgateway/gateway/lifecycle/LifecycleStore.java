package dev.wsgateway.gateway.lifecycle;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.wsgateway.config.GatewayConfig.LifecycleEvent;
import dev.wsgateway.gateway.lease.Lease;
import dev.wsgateway.gateway.redis.RedisLink;
import dev.wsgateway.gateway.redis.Script;
import dev.wsgateway.redis.RedisNames;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * The shards in Redis: the scripts {@code note.lua}, {@code reap.lua}, {@code read.lua} and {@code done.lua}. Any thread;
 * results fail with {@link dev.wsgateway.gateway.redis.RedisUnavailableException}.
 */
final class LifecycleStore {
    /** Events of one shard that may wait for the user's stream. */
    static final int MAX_OUTBOX = 10_000;

    private static final Script NOTE = Script.of(LifecycleStore.class, "note.lua");
    private static final Script REAP = Script.of(LifecycleStore.class, "reap.lua");
    private static final Script READ = Script.of(LifecycleStore.class, "read.lua");
    private static final Script DONE = Script.of(LifecycleStore.class, "done.lua");
    private static final int READ_BATCH = 200;
    private static final int REAP_BATCH = 500;

    private final RedisLink redis;
    private final RedisNames names;
    private final Clock clock;

    LifecycleStore(RedisLink redis, RedisNames names, Clock clock) {
        this.redis = redis;
        this.names = names;
        this.clock = clock;
    }

    boolean isConnected() {
        return redis.isConnected();
    }

    String outbox(int shard) {
        return names.lifecycleOutbox(shard);
    }

    /**
     * What became of a batch.
     *
     * @param known false where Redis does not know the batch before it, and has taken nothing
     * @param dropped events that found no room in the outbox
     */
    record Noted(boolean known, long dropped) {}

    /**
     * Notes changes.
     *
     * @param number of the batch, counted from 1; that of the last one again changes nothing. Without changes it only asks
     *     whether that is known
     * @param lost number of events before it that could not be noted
     */
    CompletionStage<Noted> note(int shard, String incarnation, long number, long lost, List<Change> changes) {
        List<String> arguments = new ArrayList<>(List.of(
                incarnation,
                Long.toString(number),
                node(incarnation),
                Integer.toString(MAX_OUTBOX),
                Long.toString(lost),
                Long.toString(clock.millis())));
        changes.forEach(change -> arguments.addAll(change.arguments()));
        String[] keys = {
            names.lifecycleGateways(shard),
            names.lifecycleOutbox(shard),
            names.lifecycleClients(shard, incarnation),
            names.lifecycleChannels(shard, incarnation),
            names.lifecycleOccupied(shard),
            names.lifecycleLost(shard)
        };
        return NOTE.run(redis, keys, bytes(arguments))
                .thenApply(reply ->
                        text(reply.get(0)).equals("ok") ? new Noted(true, (Long) reply.get(1)) : new Noted(false, 0));
    }

    /** How much was ended, and whether there is more. */
    record Reaped(long clients, long channels, boolean more) {}

    /**
     * Ends some of what an incarnation left in a shard, which can add nothing any more.
     *
     * @param told the events that are told of it
     * @param reason that is told
     */
    CompletionStage<Reaped> reap(int shard, String incarnation, Set<LifecycleEvent> told, String reason) {
        List<String> arguments = List.of(
                incarnation,
                Integer.toString(REAP_BATCH),
                node(incarnation),
                Integer.toString(MAX_OUTBOX),
                Long.toString(clock.millis()),
                told.contains(LifecycleEvent.DISCONNECTED) ? "1" : "0",
                told.contains(LifecycleEvent.VACATED) ? "1" : "0",
                reason);
        String[] keys = {
            names.lifecycleGateways(shard),
            names.lifecycleOutbox(shard),
            names.lifecycleClients(shard, incarnation),
            names.lifecycleChannels(shard, incarnation),
            names.lifecycleOccupied(shard)
        };
        return REAP.run(redis, keys, bytes(arguments))
                .thenApply(reply -> new Reaped((Long) reply.get(0), (Long) reply.get(1), (Long) reply.get(2) == 1));
    }

    /**
     * What waits in a shard.
     *
     * @param length number of all events that wait
     * @param last id of the last one ever added
     * @param incarnations that keep something in the shard
     * @param events the oldest ones
     */
    record Waiting(long length, String last, Set<String> incarnations, List<StoredEvent> events) {}

    /** Reads what waits; nothing where the lease is lost. */
    CompletionStage<Waiting> read(int shard, Lease lease) {
        String[] keys = {lease.key(), names.lifecycleOutbox(shard), names.lifecycleGateways(shard)};
        return READ.run(redis, keys, lease.tokenBytes(), bytes(READ_BATCH))
                .thenApply(reply -> isStale(reply, lease)
                        ? new Waiting(0, "0-0", Set.of(), List.of())
                        : new Waiting(
                                (Long) reply.get(1),
                                text(reply.get(2)),
                                Set.copyOf(((List<?>) reply.get(3))
                                        .stream().map(LifecycleStore::text).toList()),
                                reply.subList(4, reply.size()).stream()
                                        .map(entry -> event((List<?>) entry))
                                        .toList()));
    }

    private static StoredEvent event(List<?> entry) {
        List<?> namesAndValues = (List<?>) entry.get(1);
        Map<String, String> fields = new HashMap<>();
        for (int i = 0; i < namesAndValues.size(); i += 2) {
            fields.put(text(namesAndValues.get(i)), text(namesAndValues.get(i + 1)));
        }
        return new StoredEvent(text(entry.get(0)), fields);
    }

    /** Removes events that are in the user's stream. */
    CompletionStage<Boolean> done(int shard, Lease lease, Collection<String> ids) {
        List<String> arguments = new ArrayList<>(List.of(lease.token()));
        arguments.addAll(ids);
        return DONE.run(redis, new String[] {lease.key(), names.lifecycleOutbox(shard)}, bytes(arguments))
                .thenApply(reply -> !isStale(reply, lease));
    }

    private static boolean isStale(List<Object> reply, Lease lease) {
        boolean stale = text(reply.get(0)).equals("stale");
        if (stale) {
            lease.lose();
        }
        return stale;
    }

    /** The gateway's name, of an incarnation's. */
    private static String node(String incarnation) {
        return incarnation.substring(0, Math.max(0, incarnation.lastIndexOf('/')));
    }

    private static byte[][] bytes(List<String> texts) {
        return texts.stream().map(text -> text.getBytes(UTF_8)).toArray(byte[][]::new);
    }

    private static byte[] bytes(int number) {
        return Integer.toString(number).getBytes(UTF_8);
    }

    private static String text(Object bytes) {
        return new String((byte[]) bytes, UTF_8);
    }
}
