package dev.wsgateway.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wsgateway.config.GatewayConfig;
import dev.wsgateway.config.GatewayConfig.Access;
import dev.wsgateway.config.GatewayConfig.DataFormat;
import dev.wsgateway.testing.redis.RedisCluster;
import dev.wsgateway.testing.redis.RedisOptions;
import dev.wsgateway.testing.redis.RedisSentinels;
import dev.wsgateway.testing.redis.RedisServer;
import dev.wsgateway.testing.redis.ServerCertificate;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What users do, through two gateways, on each form of Redis: with an ACL user, and Sentinels with another. */
class RedisFormsIT {
    private static final RedisOptions OPTIONS = RedisOptions.standard().onlyFor("app", "secret");

    enum Form {
        SINGLE,
        SENTINEL,
        CLUSTER,
        SENTINEL_TLS,
        CLUSTER_TLS
    }

    @TempDir
    private static Path folder;

    private static ServerCertificate certificate;

    @BeforeAll
    static void certify() throws Exception {
        certificate = ServerCertificate.create(folder);
    }

    /** A Redis that is up, and where. */
    private record Up(GatewayConfig.Redis config, Supplier<String> report, Runnable stop) implements AutoCloseable {
        static Up start(Form form) {
            return switch (form) {
                case SINGLE -> {
                    RedisServer server = RedisServer.started(OPTIONS);
                    yield new Up(config(server.url(), null), () -> report(server), server::close);
                }
                case SENTINEL -> sentinels(OPTIONS);
                case CLUSTER -> cluster(OPTIONS);
                case SENTINEL_TLS -> sentinels(OPTIONS.withTls(certificate));
                case CLUSTER_TLS -> cluster(OPTIONS.withTls(certificate));
            };
        }

        private static Up sentinels(RedisOptions options) {
            RedisSentinels set = RedisSentinels.started(1, options, new RedisOptions.User("watcher", "other"));
            return new Up(config(RedisUrls.of(set), "redis-sentinel"), () -> report(set.master()), set::close);
        }

        private static Up cluster(RedisOptions options) {
            RedisCluster cluster = RedisCluster.started(0, options);
            return new Up(
                    config(RedisUrls.of(cluster), null),
                    () -> report(cluster.ownerOf("wsg:{shop/chat}:report:g1")),
                    cluster::close);
        }

        private static GatewayConfig.Redis config(String url, @Nullable String sentinels) {
            return new GatewayConfig.Redis(
                    url, "redis", url.startsWith("rediss") ? "redis-ca/ca.crt" : null, sentinels);
        }

        private static String report(RedisServer server) {
            return server.cli("EXISTS", "wsg:{shop/chat}:report:g1");
        }

        @Override
        public void close() {
            stop.run();
        }
    }

    private static RunningGateway gateway(String node, GatewayConfig config) {
        RunningGateway gateway = RunningGateway.started(
                node,
                config,
                Map.of(
                        "redis-ca/ca.crt", certificate.pem(),
                        "redis/username", "app",
                        "redis/password", "secret",
                        "redis-sentinel/username", "watcher",
                        "redis-sentinel/password", "other"));
        await().atMost(Duration.ofSeconds(30)).until(gateway.process()::isReady);
        return gateway;
    }

    @ParameterizedTest
    @EnumSource
    void carriesEverythingBetweenTwoGateways(Form form) {
        try (Up redis = Up.start(form)) {
            GatewayConfig config = Configs.config("redis://unused")
                    .redis(redis.config())
                    .channels(List.of(
                            new GatewayConfig.Channel("news", Access.ANYONE, Access.NOBODY, DataFormat.JSON, null),
                            new GatewayConfig.Channel(
                                    "log",
                                    Access.ANYONE,
                                    Access.NOBODY,
                                    DataFormat.JSON,
                                    new GatewayConfig.History(100, Duration.ofMinutes(1), Duration.ofMinutes(1)))))
                    .build();
            try (RunningGateway one = gateway("g1", config);
                    RunningGateway two = gateway("g2", config);
                    TestClient client = two.connect()) {
                // In 40 channels with and 40 without history: on a Cluster they are spread over its masters.
                List<String> channels = new ArrayList<>();
                IntStream.range(0, 40).forEach(i -> channels.addAll(List.of("news:" + i, "log:" + i)));
                channels.forEach(client::subscribe);
                channels.forEach(channel -> assertThat(publish(one, channel)).contains("\"result\""));
                await().untilAsserted(
                                () -> assertThat(client.pushes()).hasSize(80).doesNotHaveDuplicates());
                channels.forEach(channel ->
                        assertThat(client.pushes()).anyMatch(push -> push.contains("\"channel\":\"" + channel + "\"")));

                assertThat(client.command("\"rpc\":{\"method\":\"orders\",\"data\":{\"tea\":2}}"))
                        .contains("\"id\":");
                assertThat(one.post("/api/channels", "{\"pattern\":\"log:*\"}").body())
                        .contains("\"log:7\":{\"num_clients\":1}");
                await().until(() -> redis.report().get().equals("1"));
                await().until(() -> one.post("/api/info", "{}").body().contains("\"g2\""));
                assertThat(one.post("/api/disconnect", "{\"user\":\"\",\"client\":\"" + client.client() + "\"}")
                                .body())
                        .isEqualTo("{\"result\":{}}");
                await().until(() -> client.closed() != null);
            }
        }
    }

    private static String publish(RunningGateway gateway, String channel) {
        return gateway.post("/api/publish", "{\"channel\":\"" + channel + "\",\"data\":1}")
                .body();
    }
}
