package dev.wsgateway.gateway.redis;

import dev.wsgateway.config.GatewayConfig;
import dev.wsgateway.redis.RedisUrl;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.SslVerifyMode;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What a configuration means to Lettuce, alike in all three forms of Redis. */
record LettuceSettings(GatewayConfig.Redis config, RedisUrl url, Path secrets) {
    /** For a connection and for each command. */
    static final Duration TIMEOUT = Duration.ofSeconds(3);

    static final RedisCodec<String, byte[]> CODEC = RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE);

    /** A peer that is gone without a word is noticed after this, rather than after the system's two hours. */
    private static final Duration SILENCE = Duration.ofSeconds(20);

    private static final SocketOptions.KeepAliveOptions KEEP_ALIVE = SocketOptions.KeepAliveOptions.builder()
            .enable()
            .idle(Duration.ofSeconds(5))
            .interval(Duration.ofSeconds(5))
            .count(3)
            .build();

    static LettuceSettings of(GatewayConfig.Redis config, Path secrets) {
        return new LettuceSettings(config, RedisUrl.parse(config.url()), secrets);
    }

    /** Threads and such of one process. A lost connection is tried again after at most a second. */
    static ClientResources resources(Backlog backlog) {
        return ClientResources.builder()
                .nettyCustomizer(backlog)
                .reconnectDelay(
                        () -> Delay.fullJitter(Duration.ofMillis(20), Duration.ofSeconds(1), 20, TimeUnit.MILLISECONDS))
                .build();
    }

    /** The ground rule, in options: nothing is queued while a connection is away, and nothing is sent twice. */
    <B extends ClientOptions.Builder> B apply(B options) {
        options.disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .replayFilter(command -> true)
                .timeoutOptions(TimeoutOptions.enabled(TIMEOUT))
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(TIMEOUT)
                        .keepAlive(KEEP_ALIVE)
                        .tcpUserTimeout(SocketOptions.TcpUserTimeoutOptions.builder()
                                .enable()
                                .tcpUserTimeout(SILENCE)
                                .build())
                        .build());
        String caFile = config.caFile();
        if (caFile != null) {
            options.sslOptions(SslOptions.builder()
                    .jdkSslProvider()
                    .trustManager(secrets.resolve(caFile).toFile())
                    .build());
        }
        return options;
    }

    /** The server, or the master that the Sentinels name. */
    RedisURI master() {
        String name = url.master();
        if (name == null) {
            return nodes().getFirst();
        }
        RedisURI uri = new RedisURI();
        login(uri, config.credentialsDirectory());
        uri.setSentinelMasterId(name);
        for (RedisUrl.Node node : url.nodes()) {
            RedisURI sentinel = RedisURI.create(node.host(), node.port());
            login(sentinel, config.sentinelCredentialsDirectory());
            uri.getSentinels().add(sentinel);
        }
        return uri;
    }

    /** All nodes that the URL names, to log in as at a server. */
    List<RedisURI> nodes() {
        return url.nodes().stream()
                .map(node -> {
                    RedisURI uri = RedisURI.create(node.host(), node.port());
                    login(uri, config.credentialsDirectory());
                    return uri;
                })
                .toList();
    }

    /** One node of a Cluster, where the Cluster says it is. */
    RedisURI node(RedisURI address) {
        return node(address.getHost(), address.getPort());
    }

    RedisURI node(String host, int port) {
        RedisURI uri = RedisURI.create(host, port);
        login(uri, config.credentialsDirectory());
        return uri;
    }

    private void login(RedisURI uri, @Nullable String directory) {
        uri.setTimeout(TIMEOUT);
        uri.setDatabase(url.database());
        uri.setSsl(url.tls());
        if (config.caFile() != null) {
            uri.setVerifyPeer(SslVerifyMode.FULL);
        }
        if (directory != null) {
            uri.setCredentialsProvider(new FileCredentials(secrets.resolve(directory)));
        }
    }
}
