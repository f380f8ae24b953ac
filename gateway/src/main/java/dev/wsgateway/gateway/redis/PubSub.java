package dev.wsgateway.gateway.redis;

import java.util.concurrent.CompletionStage;

/**
 * The subscriptions of this process to Redis Pub/Sub channels. They are made anew after a lost link, after a failover,
 * and where a slot of a Cluster has moved. Any thread; nothing blocks.
 */
public interface PubSub {
    /** Told of what arrives; on threads of the Redis client, which must not be blocked. */
    interface Listener {
        /** A message of a channel, which need not be subscribed to any more. */
        void message(String redisChannel, byte[] message);

        /**
         * What is published from now on arrives; what was published before may not have. Comes again whenever the
         * subscription had to be made anew.
         */
        void subscribed(String redisChannel);
    }

    /** Adds one more that is told of everything; for good. */
    void addListener(Listener listener);

    /**
     * Subscribes to a channel.
     *
     * @return completes when Redis has confirmed; when it fails, with any exception, there is no subscription
     */
    CompletionStage<Void> subscribe(String redisChannel);

    /** Ends a subscription. If that doesn't get through, messages go on arriving until it is called again. */
    void unsubscribe(String redisChannel);
}
