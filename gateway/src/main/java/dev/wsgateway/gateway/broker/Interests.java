package dev.wsgateway.gateway.broker;

import dev.wsgateway.config.GatewayConfig;
import dev.wsgateway.gateway.history.Feed;
import dev.wsgateway.gateway.redis.PubSub;
import dev.wsgateway.gateway.redis.RedisLink;
import java.util.Collection;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Which Redis Pub/Sub channels this process is subscribed to: each that somebody here is interested in, and no other;
 * with the feed of each that keeps history.
 *
 * <p>The first interest in a channel subscribes, the end of the last one unsubscribes. Both are sent while the channel's
 * entry is held, so that Redis sees them in the order of the counts. Any thread.
 */
final class Interests {
    private record Interest(
            int count,
            CompletableFuture<Void> ready,
            @Nullable Feed feed) {}

    private final PubSub pubSub;
    private final ConcurrentHashMap<String, Interest> interests = new ConcurrentHashMap<>();

    Interests(PubSub pubSub) {
        this.pubSub = pubSub;
    }

    /**
     * Adds an interest.
     *
     * @param newFeed makes the feed of a channel that has had no interest so far; null where it keeps no history
     * @return completes when Redis has confirmed and the feed has started; when it fails, the interest is gone again
     */
    CompletionStage<Void> add(String redisChannel, Supplier<@Nullable Feed> newFeed) {
        Interest interest = interests.compute(
                redisChannel,
                (name, old) ->
                        old == null ? open(name, newFeed.get()) : new Interest(old.count + 1, old.ready, old.feed));
        return interest.ready.exceptionally(failure -> {
            remove(redisChannel);
            throw RedisLink.unavailable(failure);
        });
    }

    private Interest open(String redisChannel, @Nullable Feed feed) {
        CompletableFuture<Void> subscribed = pubSub.subscribe(redisChannel).toCompletableFuture();
        return new Interest(1, feed == null ? subscribed : subscribed.thenCompose(done -> feed.start()), feed);
    }

    /** Ends an interest. */
    void remove(String redisChannel) {
        interests.computeIfPresent(redisChannel, (name, old) -> {
            if (old.count > 1) {
                return new Interest(old.count - 1, old.ready, old.feed);
            }
            if (old.feed != null) {
                old.feed.close();
            }
            unsubscribe(name);
            return null;
        });
    }

    /**
     * Has the feed of a channel begin or end whose namespace has begun or ceased to keep history, or begin once more if
     * it could not start.
     *
     * @param history what the namespace keeps now; null for nothing
     * @return whether it did: those who are interested don't know where the channel is then
     */
    boolean refit(String redisChannel, GatewayConfig.@Nullable History history, Supplier<@Nullable Feed> newFeed) {
        AtomicBoolean changed = new AtomicBoolean();
        interests.computeIfPresent(redisChannel, (name, old) -> {
            boolean failed = old.feed != null && old.ready.isCompletedExceptionally();
            if ((old.feed == null) == (history == null) && !failed) {
                if (old.feed != null && history != null) {
                    old.feed.keep(history);
                }
                return old;
            }
            changed.set(true);
            if (old.feed != null) {
                old.feed.close();
            }
            Feed feed = newFeed.get();
            CompletableFuture<Void> subscribed = failed ? CompletableFuture.completedFuture(null) : old.ready;
            return new Interest(
                    old.count, feed == null ? subscribed : subscribed.thenCompose(done -> feed.start()), feed);
        });
        return changed.get();
    }

    /** The Redis Pub/Sub channels that somebody is interested in, at about this moment. */
    Collection<String> names() {
        return interests.keySet();
    }

    boolean has(String redisChannel) {
        return interests.containsKey(redisChannel);
    }

    /** The feed of a channel; null where there is no interest or no history. */
    @Nullable
    Feed feed(String redisChannel) {
        Interest interest = interests.get(redisChannel);
        return interest == null ? null : interest.feed;
    }

    /** All feeds, at about this moment. */
    Collection<Feed> feeds() {
        return interests.values().stream()
                .map(Interest::feed)
                .filter(Objects::nonNull)
                .toList();
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
        pubSub.unsubscribe(redisChannel);
    }
}
