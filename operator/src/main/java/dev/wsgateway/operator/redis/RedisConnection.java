package dev.wsgateway.operator.redis;

import io.lettuce.core.cluster.api.sync.RedisClusterCommands;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import java.util.concurrent.TimeUnit;

/** A Redis in any of its forms, to read from. Nothing is queued or repeated. Used by one thread at a time. */
public final class RedisConnection implements AutoCloseable {
    private final ClientResources resources = DefaultClientResources.builder()
            .ioThreadPoolSize(2)
            .computationThreadPoolSize(2)
            .build();
    private final TargetConnection connection;

    /**
     * Starts without a connection.
     *
     * @param hostNames how to look hosts up
     * @param namespace of the gateway
     */
    public RedisConnection(RedisTarget target, HostNames hostNames, String namespace) {
        connection = new TargetConnection(target, host -> hostNames.resolvable(host, namespace), resources);
    }

    /** Where commands are called; blocks until there is a connection, and throws a RedisException when there is none. */
    public RedisClusterCommands<String, String> commands() {
        return connection.commands();
    }

    @Override
    public void close() {
        connection.close();
        resources.shutdown(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
