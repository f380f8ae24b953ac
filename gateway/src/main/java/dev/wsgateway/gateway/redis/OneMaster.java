package dev.wsgateway.gateway.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.resource.ClientResources;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One server, or the master that Sentinels name, whom Lettuce asks again whenever it connects. */
final class OneMaster implements Servers {
    private final RedisClient client;
    private final RedisClient once;
    private final RedisURI uri;
    private final Connections<StatefulRedisConnection<String, byte[]>> connections = new Connections<>();

    OneMaster(LettuceSettings settings, ClientResources resources) {
        uri = settings.master();
        client = new AsyncClient(resources);
        client.addListener(new ConnectionLog());
        client.setOptions(settings.apply(ClientOptions.builder()).build());
        once = new AsyncClient(resources);
        once.setOptions(
                settings.apply(ClientOptions.builder().autoReconnect(false)).build());
    }

    @Override
    public void connect() {
        connections.connect(
                () -> client.connect(LettuceSettings.CODEC, uri),
                () -> new OneMasterPubSub(client.connectPubSub(LettuceSettings.CODEC, uri)));
    }

    @Override
    public @Nullable RedisClusterAsyncCommands<String, byte[]> commands() {
        StatefulRedisConnection<String, byte[]> connection = connections.commands();
        return connection == null ? null : connection.async();
    }

    @Override
    public String nodeOf(String key) {
        return "";
    }

    @Override
    public StatefulRedisConnection<String, byte[]> connectAnew(String node) {
        return once.connect(LettuceSettings.CODEC, uri);
    }

    @Override
    public void moved() {}

    @Override
    public boolean isOpen() {
        return connections.isOpen();
    }

    @Override
    public CompletableFuture<PubSub> pubSub() {
        return connections.pubSub();
    }

    @Override
    public boolean isSharded() {
        return false;
    }

    // The server ends the connection, and Lettuce makes it anew, to the master of then.
    @Override
    public void readOnly() {
        connections.withCommands(connection -> {
            RedisFuture<String> _ = connection.async().quit();
        });
    }

    @Override
    public void close() {
        once.shutdown(Duration.ZERO, Duration.ofSeconds(2));
        client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
    }
}
