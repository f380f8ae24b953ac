package dev.wsgateway.gateway.publishstream;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.wsgateway.gateway.deadletter.DeadLetterStream;
import dev.wsgateway.gateway.lease.Lease;
import dev.wsgateway.gateway.redis.RedisLink;
import dev.wsgateway.gateway.redis.Script;
import dev.wsgateway.redis.RedisNames;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The publish stream in Redis: the scripts {@code read.lua}, {@code done.lua} and {@code bury.lua}. Each does nothing where
 * the lease isn't the current one, and then notes it as lost. Any thread.
 */
final class PublishStore {
    private static final Script READ = Script.of(PublishStore.class, "read.lua");
    private static final Script DONE = Script.of(PublishStore.class, "done.lua");
    private static final Script BURY = Script.of(PublishStore.class, "bury.lua");
    private static final int BATCH = 200;
    private static final int BATCH_BYTES = 1 << 20;

    private final RedisLink redis;
    private final RedisNames names;

    PublishStore(RedisLink redis, RedisNames names) {
        this.redis = redis;
        this.names = names;
    }

    /**
     * What waits in a partition.
     *
     * @param waiting number of all entries that wait
     * @param dead number of dead letters
     * @param last id of the last entry ever added
     * @param entries the oldest ones
     */
    record Batch(long waiting, long dead, String last, List<StoredEntry> entries) {}

    /** Reads what waits; an empty batch where the lease is lost. */
    CompletionStage<Batch> read(int partition, Lease lease, int maxEntryBytes) {
        return READ.run(
                        redis,
                        new String[] {lease.key(), names.publishEntries(partition), names.publishDead(partition)},
                        lease.tokenBytes(),
                        bytes(BATCH),
                        bytes(BATCH_BYTES),
                        bytes(maxEntryBytes))
                .thenApply(reply -> isStale(reply, lease) ? new Batch(0, 0, "0-0", List.of()) : batch(reply));
    }

    private static Batch batch(List<Object> reply) {
        List<StoredEntry> entries = new ArrayList<>(reply.size() - 4);
        for (Object entry : reply.subList(4, reply.size())) {
            List<?> parts = (List<?>) entry;
            entries.add(new StoredEntry(
                    text(parts.get(0)), (Long) parts.get(1), parts.size() < 3 ? null : fields((List<?>) parts.get(2))));
        }
        return new Batch((Long) reply.get(1), (Long) reply.get(2), text(reply.get(3)), entries);
    }

    private static Map<String, byte[]> fields(List<?> namesAndValues) {
        Map<String, byte[]> fields = new HashMap<>();
        for (int i = 0; i < namesAndValues.size(); i += 2) {
            fields.putIfAbsent(text(namesAndValues.get(i)), (byte[]) namesAndValues.get(i + 1));
        }
        return fields;
    }

    /** Removes entries that were published. */
    CompletionStage<Boolean> done(int partition, Lease lease, List<String> ids) {
        byte[][] arguments = new byte[ids.size() + 1][];
        arguments[0] = lease.tokenBytes();
        for (int i = 0; i < ids.size(); i++) {
            arguments[i + 1] = ids.get(i).getBytes(UTF_8);
        }
        return DONE.run(redis, new String[] {lease.key(), names.publishEntries(partition)}, arguments)
                .thenApply(reply -> !isStale(reply, lease));
    }

    /**
     * Moves an entry to the dead letters.
     *
     * @return the number of older ones that had to go; null where the lease is lost
     */
    CompletionStage<@Nullable Long> bury(int partition, Lease lease, String id, String reason) {
        return BURY.run(
                        redis,
                        new String[] {lease.key(), names.publishEntries(partition), names.publishDead(partition)},
                        lease.tokenBytes(),
                        id.getBytes(UTF_8),
                        reason.getBytes(UTF_8),
                        bytes(DeadLetterStream.KEPT))
                .thenApply(reply -> isStale(reply, lease) ? null : (Long) reply.get(1));
    }

    private static boolean isStale(List<Object> reply, Lease lease) {
        boolean stale = text(reply.get(0)).equals("stale");
        if (stale) {
            lease.lose();
        }
        return stale;
    }

    private static byte[] bytes(int number) {
        return Integer.toString(number).getBytes(UTF_8);
    }

    private static String text(Object bytes) {
        return new String((byte[]) bytes, UTF_8);
    }
}
