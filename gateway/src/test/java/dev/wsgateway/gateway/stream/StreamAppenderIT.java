package dev.wsgateway.gateway.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.wsgateway.config.GatewayConfig;
import dev.wsgateway.gateway.Configs;
import dev.wsgateway.gateway.metrics.GatewayMetrics;
import dev.wsgateway.gateway.redis.RedisLink;
import dev.wsgateway.gateway.redis.RedisUnavailableException;
import dev.wsgateway.gateway.settings.Settings;
import dev.wsgateway.testing.redis.RedisServer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StreamAppenderIT {
    private static final ClientMessage MESSAGE = new ClientMessage(
            "{\"n\":1}".getBytes(UTF_8), "c-1", "u-1", 1234, "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
    private static final String ORDERS = "wsg:{shop/chat/s/orders/0}:entries";
    private static final String NOTES = "wsg:{shop/chat/s/notes/0}:entries";

    private final RedisServer server = RedisServer.started();
    private final GatewayMetrics metrics = new GatewayMetrics();
    private RedisLink redis;
    private StreamAppender appender;

    @BeforeEach
    void connect() {
        GatewayConfig config = Configs.config(server.url())
                .streams(List.of(
                        new GatewayConfig.Stream("orders", GatewayConfig.Sender.ANYONE, 1000, true),
                        new GatewayConfig.Stream("notes", GatewayConfig.Sender.ANYONE, 1000, false)))
                .build();
        Settings settings = Settings.of(config);
        redis = new RedisLink(config.redis(), Path.of("."));
        appender = new StreamAppender(redis, () -> settings, metrics);
        await().until(redis::hasAnswered);
    }

    @AfterEach
    void disconnect() {
        redis.close();
        server.close();
        metrics.close();
    }

    private String append(String stream) throws Exception {
        return appender.append(stream, MESSAGE).toCompletableFuture().get(10, SECONDS);
    }

    @Test
    void addsEveryFieldAndAnswersWithTheEntrysId() throws Exception {
        String id = append("notes");
        assertThat(server.cli("XRANGE", NOTES, "-", "+"))
                .isEqualTo(String.join(
                        "\n",
                        id,
                        "data",
                        "{\"n\":1}",
                        "client",
                        "c-1",
                        "user",
                        "u-1",
                        "time",
                        "1234",
                        "traceparent",
                        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"));
    }

    @Test
    void refusesWhileAStreamWithGroupsIsNotThereAndAcceptsOnceItIs() throws Exception {
        assertThatThrownBy(() -> append("orders"))
                .hasCauseInstanceOf(RedisUnavailableException.class)
                .hasMessageContaining("'orders' is not in Redis");
        assertThat(server.cli("EXISTS", ORDERS)).isEqualTo("0");

        server.cli("XGROUP", "CREATE", ORDERS, "order-service", "0", "MKSTREAM");
        String id = append("orders");
        assertThat(server.cli("XREADGROUP", "GROUP", "order-service", "a", "STREAMS", ORDERS, ">"))
                .contains(id);
        assertThat(metrics.scrape())
                .contains("wsgateway_stream_appends_total{result=\"success\",stream=\"orders\"} 1.0")
                .contains("wsgateway_stream_appends_total{result=\"failure\",stream=\"orders\"} 1.0");
    }

    @Test
    void trimsAStreamToAboutItsLength() throws Exception {
        for (int i = 0; i < 1500; i++) {
            append("notes");
        }
        assertThat(Integer.parseInt(server.cli("XLEN", NOTES))).isBetween(1000, 1100);
    }

    @Test
    void failsWhileRedisIsAwayAndAddsNothingLater() throws Exception {
        append("notes");
        server.kill();
        await().until(() -> !redis.isConnected());
        assertThatThrownBy(() -> append("notes")).hasCauseInstanceOf(RedisUnavailableException.class);

        server.start();
        await().until(redis::isConnected);
        append("notes");
        assertThat(server.cli("XLEN", NOTES)).isEqualTo("2");
    }

    @Test
    void failsWhenRedisHangs() {
        server.pause();
        try {
            assertThatThrownBy(() -> append("notes")).hasCauseInstanceOf(RedisUnavailableException.class);
        } finally {
            server.resume();
        }
    }

    @Test
    void refusesAStreamThatIsNotDeclared() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> append("nosuch"))
                .withMessage("no stream 'nosuch' is declared");
    }
}
