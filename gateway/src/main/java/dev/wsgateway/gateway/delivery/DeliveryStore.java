package dev.wsgateway.gateway.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.wsgateway.gateway.deadletter.DeadLetterStream;
import dev.wsgateway.gateway.lease.Lease;
import dev.wsgateway.gateway.redis.RedisLink;
import dev.wsgateway.gateway.redis.Script;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * What the owner of a group's partition does in Redis. Each method is one script that compares the lease's token; where
 * that is another one the lease is marked as lost, and nothing has happened. Any thread; results arrive on a thread of the
 * Redis client, or fail with {@link dev.wsgateway.gateway.redis.RedisUnavailableException} or {@link
 * GroupMissingException}.
 */
final class DeliveryStore {
    private static final Script READ = Script.of(DeliveryStore.class, "read.lua");
    private static final Script HOLD = Script.of(DeliveryStore.class, "hold.lua");
    private static final Script CLAIM = Script.of(DeliveryStore.class, "claim.lua");
    private static final Script ACKNOWLEDGE = Script.of(DeliveryStore.class, "acknowledge.lua");
    private static final Script TAKE_OVER = Script.of(DeliveryStore.class, "take-over.lua");
    private static final Script BURY = Script.of(DeliveryStore.class, "bury.lua");

    private static final int TAKEN_AT_A_TIME = 200;

    private final RedisLink redis;
    private final PartitionKeys keys;
    private final Lease lease;
    private final String group;
    private final String consumer;

    /**
     * Access to one partition.
     *
     * @param consumer name of this gateway in the group's pending list
     */
    DeliveryStore(RedisLink redis, PartitionKeys keys, Lease lease, String group, String consumer) {
        this.redis = redis;
        this.keys = keys;
        this.lease = lease;
        this.group = group;
        this.consumer = consumer;
    }

    /**
     * A part of what was pending.
     *
     * @param whole whether that was the last part
     * @param last id of the last entry that the group was given, to anybody
     * @param gone entries that are not there any more
     * @param looked the last id looked at
     */
    record Pending(boolean whole, String last, long gone, String looked, List<PendingEntry> entries) {}

    /** An entry that was given to the group and not acknowledged; the key is empty where it has none. */
    record PendingEntry(EntryRef ref, int deliveries, String key) {}

    /** Makes pending entries this consumer's, from an id on, in their order. */
    CompletionStage<Pending> takeOver(boolean redriven, String from) {
        return run(TAKE_OVER, redriven, arguments(consumer, from, Integer.toString(TAKEN_AT_A_TIME)))
                .thenApply(reply -> reply.isEmpty()
                        ? new Pending(false, "0-0", 0, from, List.of())
                        : new Pending(
                                (Long) reply.get(0) == 1,
                                text(reply.get(1)),
                                (Long) reply.get(2),
                                text(reply.get(3)),
                                reply.stream()
                                        .skip(4)
                                        .map(entry -> pending(redriven, (List<?>) entry))
                                        .toList()));
    }

    private static PendingEntry pending(boolean redriven, List<?> parts) {
        return new PendingEntry(
                new EntryRef(redriven, text(parts.get(0))), Math.toIntExact((Long) parts.get(1)), text(parts.get(2)));
    }

    /** Reads new entries; each counts as delivered once, from now on. */
    CompletionStage<List<StoredEntry>> read(boolean redriven, int count) {
        return run(READ, redriven, arguments(consumer, Integer.toString(count)))
                .thenApply(reply -> entries(redriven, reply));
    }

    /** Takes back that entries count as delivered once more: they have been as often as the map says. */
    CompletionStage<?> hold(boolean redriven, Map<String, Integer> deliveries) {
        List<String> arguments = arguments(consumer);
        deliveries.forEach((id, delivery) -> arguments.addAll(List.of(id, Integer.toString(delivery))));
        return run(HOLD, redriven, arguments);
    }

    /** Counts deliveries that are about to begin, and reads their entries. */
    CompletionStage<List<StoredEntry>> claim(boolean redriven, Map<String, Integer> deliveries) {
        List<String> arguments = arguments(consumer);
        deliveries.forEach((id, delivery) -> arguments.addAll(List.of(id, Integer.toString(delivery))));
        return run(CLAIM, redriven, arguments).thenApply(reply -> entries(redriven, reply));
    }

    /** Acknowledges entries. */
    CompletionStage<?> acknowledge(boolean redriven, Collection<String> ids) {
        List<String> arguments = arguments(redriven ? "1" : "0");
        arguments.addAll(ids);
        return run(ACKNOWLEDGE, redriven, arguments);
    }

    /**
     * Moves an entry to the dead letters.
     *
     * @return the number of older ones that had to go
     */
    CompletionStage<Long> bury(EntryRef ref, int deliveries, String reason) {
        return BURY.run(
                        redis,
                        new String[] {lease.key(), keys.of(ref.redriven()), keys.dead()},
                        bytes(arguments(
                                ref.id(),
                                Integer.toString(deliveries),
                                reason,
                                Integer.toString(DeadLetterStream.KEPT),
                                ref.redriven() ? "1" : "0")))
                .thenApply(reply -> checked(reply).isEmpty() ? 0L : (Long) reply.get(1));
    }

    private CompletionStage<List<Object>> run(Script script, boolean redriven, List<String> arguments) {
        return script.run(redis, new String[] {lease.key(), keys.of(redriven)}, bytes(arguments))
                .thenApply(this::checked);
    }

    private List<Object> checked(List<Object> reply) {
        return switch (text(reply.getFirst())) {
            case "stale" -> {
                lease.lose();
                yield List.of();
            }
            case "missing" -> throw new GroupMissingException(group);
            default -> reply.subList(1, reply.size());
        };
    }

    private List<String> arguments(String... more) {
        List<String> arguments = new ArrayList<>(List.of(lease.token(), group));
        arguments.addAll(List.of(more));
        return arguments;
    }

    private static byte[][] bytes(List<String> arguments) {
        return arguments.stream().map(argument -> argument.getBytes(UTF_8)).toArray(byte[][]::new);
    }

    private static List<StoredEntry> entries(boolean redriven, List<Object> reply) {
        return reply.stream()
                .map(entry -> {
                    List<?> parts = (List<?>) entry;
                    return new StoredEntry(
                            new EntryRef(redriven, text(parts.get(0))),
                            parts.size() < 2 ? null : fields((List<?>) parts.get(1)));
                })
                .toList();
    }

    private static Map<String, byte[]> fields(List<?> namesAndValues) {
        Map<String, byte[]> fields = new HashMap<>();
        for (int i = 0; i < namesAndValues.size(); i += 2) {
            fields.putIfAbsent(text(namesAndValues.get(i)), (byte[]) namesAndValues.get(i + 1));
        }
        return fields;
    }

    private static String text(Object bytes) {
        return new String((byte[]) bytes, UTF_8);
    }
}
