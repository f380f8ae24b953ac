package dev.wsgateway.gateway.lease;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.wsgateway.gateway.redis.RedisLink;
import dev.wsgateway.gateway.redis.Script;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** Members and leases in Redis: the scripts {@code beat.lua}, {@code take.lua} and {@code release.lua}. Any thread. */
final class LeaseStore {
    private static final Script BEAT = Script.of(LeaseStore.class, "beat.lua");
    private static final Script TAKE = Script.of(LeaseStore.class, "take.lua");
    private static final Script RELEASE = Script.of(LeaseStore.class, "release.lua");

    private final RedisLink redis;
    private final String members;

    /**
     * Leases in one Redis.
     *
     * @param members key of the hash of members
     */
    LeaseStore(RedisLink redis, String members) {
        this.redis = redis;
        this.members = members;
    }

    /** What became of an attempt to take a partition. */
    sealed interface Attempt {
        /** It is taken; see {@link Lease}. */
        record Taken(String token, boolean quiet) implements Attempt {}

        /** Somebody else owns it. */
        record Held(String owner) implements Attempt {}
    }

    /** Beats, forgets the dead, and reads all members' beats. */
    CompletionStage<Map<String, String>> beat(String member, String beat, Map<String, String> dead) {
        List<String> arguments = new ArrayList<>(List.of(member, beat));
        dead.forEach((name, last) -> arguments.addAll(List.of(name, last)));
        byte[][] bytes = arguments.stream().map(LeaseStore::bytes).toArray(byte[][]::new);
        return BEAT.run(redis, new String[] {members}, bytes).thenApply(LeaseStore::pairs);
    }

    /**
     * Takes a partition if it is free.
     *
     * @param deadOwner whose it may be nevertheless; empty for nobody's
     */
    CompletionStage<Attempt> take(String key, String member, String deadOwner) {
        return TAKE.run(redis, new String[] {key}, bytes(member), bytes(deadOwner))
                .thenApply(reply -> text(reply.get(0)).equals("taken")
                        ? new Attempt.Taken(text(reply.get(1)), (Long) reply.get(2) == 1)
                        : new Attempt.Held(text(reply.get(1))));
    }

    /** Gives a partition back. */
    CompletionStage<List<Object>> release(Lease lease, boolean quiet) {
        return RELEASE.run(redis, new String[] {lease.key()}, lease.tokenBytes(), bytes(quiet ? "1" : "0"));
    }

    /** Stops being a member. */
    CompletionStage<Long> leave(String member) {
        return redis.call(commands -> commands.hdel(members, member));
    }

    private static Map<String, String> pairs(List<Object> reply) {
        Map<String, String> pairs = new HashMap<>();
        for (int i = 0; i < reply.size(); i += 2) {
            pairs.put(text(reply.get(i)), text(reply.get(i + 1)));
        }
        return pairs;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static String text(Object bytes) {
        return new String((byte[]) bytes, UTF_8);
    }
}
