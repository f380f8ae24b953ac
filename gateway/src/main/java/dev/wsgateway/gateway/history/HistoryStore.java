package dev.wsgateway.gateway.history;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.wsgateway.config.GatewayConfig;
import dev.wsgateway.gateway.hub.Publication;
import dev.wsgateway.gateway.hub.PublicationCodec;
import dev.wsgateway.gateway.redis.RedisLink;
import dev.wsgateway.gateway.redis.Script;
import dev.wsgateway.redis.RedisNames;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** The history of channels in Redis: the scripts {@code publish.lua}, {@code read.lua} and {@code
 * history.lua}. Any thread. */
public final class HistoryStore {
    private static final Script PUBLISH = Script.of(HistoryStore.class, "publish.lua");
    private static final Script PUBLISH_ONCE = Script.of(HistoryStore.class, "once.lua", "publish.lua");
    private static final Script READ = Script.of(HistoryStore.class, "read.lua", "channel.lua");
    private static final Script HISTORY = Script.of(HistoryStore.class, "history.lua", "channel.lua");
    /** A channel that nobody publishes to nor subscribes to is forgotten after this; its positions then are, too. */
    private static final Duration META_TTL = Duration.ofDays(7);
    /** What {@link #read} is asked for no publication with. */
    static final long NONE = -1;
    /** What {@link #read} is asked for the last publication alone with. */
    static final long LAST_ONE = -2;
    /** Keys of one channel whose versions are remembered. */
    private static final int MAX_VERSIONED_KEYS = 10_000;

    private static final Published.Outcome[] OUTCOMES = Published.Outcome.values();
    private static final byte[] NOTHING = {};

    private final RedisLink redis;
    private final RedisNames names;
    private final Supplier<String> freshName;

    /**
     * Histories in one Redis.
     *
     * @param freshName gives a name for an epoch that was never given before: without ':' and spaces
     */
    public HistoryStore(RedisLink redis, RedisNames names, Supplier<String> freshName) {
        this.redis = redis;
        this.names = names;
        this.freshName = freshName;
    }

    /** Publishes: gives the publication its offset, keeps it, and sends it to all gateways. */
    public CompletionStage<Published> publish(
            Publication publication, GatewayConfig.History history, Conditions conditions) {
        Call call = call(publication, history, conditions);
        return run(PUBLISH, history, call.keys(), call.arguments()).thenApply(HistoryStore::published);
    }

    private CompletionStage<List<Object>> run(
            Script script, GatewayConfig.History history, String[] keys, byte[]... arguments) {
        GatewayConfig.Durability durability = history.durability();
        return durability == null ? script.run(redis, keys, arguments) : script.run(redis, durability, keys, arguments);
    }

    /**
     * Publishes what comes from an entry of another stream, once however often it is tried. Entries of one partition must
     * be tried in the order of their ids, one channel's next only after this has completed for the one before.
     *
     * @return empty when this entry, or a later one of the partition, was published in the channel before
     */
    public CompletionStage<Optional<Published>> publishOnce(
            Publication publication, GatewayConfig.History history, Conditions conditions, Source source) {
        Call call = call(publication, history, conditions);
        byte[][] arguments = Arrays.copyOf(call.arguments(), call.arguments().length + 2);
        arguments[arguments.length - 2] = number(source.partition());
        arguments[arguments.length - 1] = source.id().getBytes(UTF_8);
        return run(PUBLISH_ONCE, history, call.keys(), arguments)
                .thenApply(reply -> (Long) reply.get(2) < 0 ? Optional.empty() : Optional.of(published(reply)));
    }

    private static Published published(List<Object> reply) {
        return new Published(
                new Position(text(reply.get(1)), Long.parseLong(text(reply.get(0)))),
                OUTCOMES[Math.toIntExact((Long) reply.get(2))]);
    }

    private record Call(String[] keys, byte[][] arguments) {}

    private Call call(Publication publication, GatewayConfig.History history, Conditions conditions) {
        String channel = publication.channel();
        String idempotencyKey = conditions.idempotencyKey();
        List<String> keys = new ArrayList<>(List.of(names.meta(channel), names.history(channel)));
        List<byte[]> arguments = new ArrayList<>(List.of(
                PublicationCodec.encode(publication),
                number(history.size()),
                number(history.ttl().toMillis()),
                number(metaTtl(history)),
                freshName.get().getBytes(UTF_8),
                idempotencyKey == null
                        ? NOTHING
                        : number(history.idempotencyWindow().toMillis()),
                redis.publishCommand().getBytes(UTF_8),
                names.publications(channel).getBytes(UTF_8)));
        if (idempotencyKey != null) {
            keys.add(names.idempotency(channel, idempotencyKey));
        }
        Conditions.Version version = conditions.version();
        if (version != null) {
            keys.addAll(List.of(names.versions(channel), names.versionAges(channel)));
            arguments.addAll(List.of(
                    number(version.number()),
                    version.epoch().getBytes(UTF_8),
                    publication.key().getBytes(UTF_8),
                    number(MAX_VERSIONED_KEYS)));
        }
        return new Call(keys.toArray(String[]::new), arguments.toArray(byte[][]::new));
    }

    private static long metaTtl(GatewayConfig.History history) {
        return Math.max(META_TTL.toMillis(), 2 * history.ttl().toMillis());
    }

    /**
     * Reads where a channel is, and what is behind an offset.
     *
     * @param since offset of the last publication that the reader has, {@link #NONE} or {@link #LAST_ONE}
     * @param maxCount publications to return at most; beyond it the snapshot is not complete
     * @param maxBytes bytes of publications to return at most, likewise
     */
    CompletionStage<Snapshot> read(
            String channel, GatewayConfig.History history, long since, int maxCount, int maxBytes) {
        return READ.run(
                        redis,
                        new String[] {names.meta(channel), names.history(channel)},
                        number(since),
                        number(maxCount),
                        number(maxBytes),
                        number(metaTtl(history)),
                        freshName.get().getBytes(UTF_8))
                .thenApply(reply -> snapshot(channel, reply));
    }

    private static Snapshot snapshot(String channel, List<Object> reply) {
        List<Publication> since = new ArrayList<>((reply.size() - 3) / 2);
        for (int i = 3; i < reply.size(); i += 2) {
            long offset = Long.parseLong(text(reply.get(i)));
            since.add(PublicationCodec.decode(channel, (byte[]) reply.get(i + 1), 0, offset));
        }
        return new Snapshot(
                Epochs.parse(text(reply.get(1))),
                Long.parseLong(text(reply.get(0))),
                ((Long) reply.get(2)) == 1,
                since);
    }

    /**
     * Reads publications that are kept of a channel.
     *
     * @param maxBytes bytes of publications to return at most
     */
    public CompletionStage<HistoryAnswer> history(
            String channel, GatewayConfig.History history, HistoryQuery query, int maxBytes) {
        return HISTORY.run(
                        redis,
                        new String[] {names.meta(channel), names.history(channel)},
                        query.firstId().getBytes(UTF_8),
                        query.lastId().getBytes(UTF_8),
                        number(Math.max(-1, query.limit())),
                        number(query.reverse() ? 1 : 0),
                        number(maxBytes),
                        number(metaTtl(history)),
                        freshName.get().getBytes(UTF_8))
                .thenApply(reply -> answer(snapshot(channel, reply), query));
    }

    private static HistoryAnswer answer(Snapshot read, HistoryQuery query) {
        if (!read.complete()) {
            return new HistoryAnswer.TooMuch();
        }
        return query.misses(read)
                ? new HistoryAnswer.Unrecoverable()
                : new HistoryAnswer.Page(read.since(), read.position());
    }

    /** Removes what is kept of a channel. Offsets and epochs go on as if it had been trimmed. */
    public CompletionStage<Void> remove(String channel) {
        return redis.call(commands -> commands.del(names.history(channel))).thenAccept(removed -> {});
    }

    private static byte[] number(long number) {
        return Long.toString(number).getBytes(UTF_8);
    }

    private static String text(Object bytes) {
        return new String((byte[]) bytes, UTF_8);
    }
}
