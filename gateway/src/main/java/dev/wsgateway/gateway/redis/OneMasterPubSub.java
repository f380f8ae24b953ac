package dev.wsgateway.gateway.redis;

import io.lettuce.core.RedisFuture;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.util.concurrent.CompletionStage;

/** SUBSCRIBE on one connection, which Lettuce makes anew together with its subscriptions. */
record OneMasterPubSub(StatefulRedisPubSubConnection<String, byte[]> connection) implements PubSub {

    @Override
    public void addListener(Listener listener) {
        connection.addListener(new RedisPubSubAdapter<>() {
            @Override
            public void message(String redisChannel, byte[] message) {
                listener.message(redisChannel, message);
            }

            @Override
            public void subscribed(String redisChannel, long count) {
                listener.subscribed(redisChannel);
            }
        });
    }

    @Override
    public CompletionStage<Void> subscribe(String redisChannel) {
        return connection.async().subscribe(redisChannel);
    }

    @Override
    public void unsubscribe(String redisChannel) {
        RedisFuture<Void> _ = connection.async().unsubscribe(redisChannel);
    }
}
