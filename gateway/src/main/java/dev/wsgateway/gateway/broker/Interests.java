package dev.wsgateway.gateway.broker;

import dev.wsgateway.gateway.redis.RedisLink;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which Redis Pub/Sub channels this process is subscribed to: each that somebody here is interested in, and no other.
 *
 * <p>The first interest in a channel subscribes, the end of the last one unsubscribes. Both are sent while the channel's
 * entry is held, so that Redis sees them in the order of the counts. Any thread.
 */
final class Interests {
    private record Interest(int count, CompletableFuture<Void> subscribed) {}

    private final StatefulRedisPubSubConnection<String, byte[]> connection;
    private final ConcurrentHashMap<String, Interest> interests = new ConcurrentHashMap<>();

    Interests(StatefulRedisPubSubConnection<String, byte[]> connection) {
        this.connection = connection;
    }

    /** Adds an interest. The stage completes when Redis has confirmed; when it fails, the interest is gone again. */
    CompletionStage<Void> add(String redisChannel) {
        Interest interest = interests.compute(
                redisChannel,
                (name, old) -> old == null
                        ? new Interest(1, connection.async().subscribe(name).toCompletableFuture())
                        : new Interest(old.count + 1, old.subscribed));
        return interest.subscribed.exceptionally(failure -> {
            remove(redisChannel);
            throw RedisLink.unavailable(failure);
        });
    }

    /** Ends an interest. */
    void remove(String redisChannel) {
        interests.computeIfPresent(redisChannel, (name, old) -> {
            if (old.count > 1) {
                return new Interest(old.count - 1, old.subscribed);
            }
            unsubscribe(name);
            return null;
        });
    }

    boolean has(String redisChannel) {
        return interests.containsKey(redisChannel);
    }

    /** Unsubscribes from a channel that nobody is interested in: it was asked for while the link was lost. */
    void dropUnwanted(String redisChannel) {
        interests.compute(redisChannel, (name, interest) -> {
            if (interest == null) {
                unsubscribe(name);
            }
            return interest;
        });
    }

    // If it does not get through, the first message that nobody wants tries again.
    private void unsubscribe(String redisChannel) {
        RedisFuture<Void> _ = connection.async().unsubscribe(redisChannel);
    }
}
