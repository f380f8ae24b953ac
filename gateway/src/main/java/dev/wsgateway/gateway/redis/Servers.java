package dev.wsgateway.gateway.redis;

import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The connections to the servers of one Redis. Any thread. */
sealed interface Servers extends AutoCloseable permits OneMaster, ClusterMasters {
    /**
     * Connects what is not yet connected, and blocks until that is done.
     *
     * @throws RuntimeException when it can't be done now
     */
    void connect();

    /** Where commands are sent to; null before the first connection. */
    @Nullable
    RedisClusterAsyncCommands<String, byte[]> commands();

    /**
     * Names the server that has a key, as far as is known.
     *
     * @throws RuntimeException where that is not known now
     */
    String nodeOf(String key);

    /**
     * One more connection to a server; once lost, it is not made again. Blocks, throws as {@link #connect} does.
     *
     * @param node a name that {@link #nodeOf} gave, or {@code HOST:PORT} of a node of a Cluster
     */
    StatefulRedisConnection<String, byte[]> connectAnew(String node);

    /** Told when a server answered that it does not have a key's slot. */
    void moved();

    /** Whether commands can be sent now. */
    boolean isOpen();

    /** Completes with the first connection. */
    CompletableFuture<PubSub> pubSub();

    /** Whether messages go to the one node that has their channel's slot. */
    boolean isSharded();

    /** Told when a server answered that it only takes reads: it has been made a replica since the connection was made. */
    void readOnly();

    @Override
    void close();
}
