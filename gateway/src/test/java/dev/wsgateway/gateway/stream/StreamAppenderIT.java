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
import dev.wsgateway.gateway.stream.ClientMessage.Labels;
import dev.wsgateway.testing.redis.RedisServer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StreamAppenderIT {
    private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    private static final ClientMessage MESSAGE =
            new ClientMessage("{\"n\":1}".getBytes(UTF_8), "c-1", "u-1", 1234, TRACE, Labels.NONE);
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
                        GatewayConfig.Stream.of("orders", GatewayConfig.Sender.ANYONE, 1000, "order-service"),
                        GatewayConfig.Stream.of("notes", GatewayConfig.Sender.ANYONE, 1000),
                        GatewayConfig.Stream.of("short", GatewayConfig.Sender.ANYONE, 100, "a", "b"),
                        new GatewayConfig.Stream(
                                "drops",
                                GatewayConfig.Sender.ANYONE,
                                3,
                                GatewayConfig.WhenFull.DROP_OLDEST,
                                Duration.ofMinutes(5),
                                List.of(new GatewayConfig.ConsumerGroup("a")))))
                .build();
        Settings settings = Settings.of(config);
        redis = new RedisLink(config.redis(), Path.of("."));
        appender = new StreamAppender(
                redis, new Partitions(redis, () -> settings), () -> settings, metrics, Clock.systemUTC());
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
                        "key",
                        "u-1",
                        "time",
                        "1234",
                        "traceparent",
                        TRACE));
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

    private static ClientMessage message(String client, String user, @Nullable String id, @Nullable String key) {
        return new ClientMessage("1".getBytes(UTF_8), client, user, 1234, TRACE, new Labels(id, key));
    }

    private String append(String stream, ClientMessage message) throws Exception {
        return appender.append(stream, message).toCompletableFuture().get(10, SECONDS);
    }

    @Test
    void aMessageWithTheSameIdOfTheSameUserIsAddedOnce() throws Exception {
        String first = append("notes", message("c-1", "u-1", "m1", null));
        assertThat(append("notes", message("c-2", "u-1", "m1", null))).isEqualTo(first);
        assertThat(append("notes", message("c-1", "u-1", "m2", null))).isNotEqualTo(first);
        assertThat(append("notes", message("c-1", "u-2", "m1", null))).isNotEqualTo(first);
        assertThat(server.cli("XLEN", NOTES)).isEqualTo("3");
        assertThat(Long.parseLong(server.cli("PTTL", "wsg:{shop/chat/s/notes/0}:id:user:u-1 m1")))
                .isBetween(200_000L, 300_000L);
    }

    @Test
    void anAnonymousClientsIdsAreItsOwn() throws Exception {
        String first = append("notes", message("c-1", "", "m1", null));
        assertThat(append("notes", message("c-1", "", "m1", null))).isEqualTo(first);
        assertThat(append("notes", message("c-2", "", "m1", null))).isNotEqualTo(first);
    }

    @Test
    void theEntrySaysIdAndKey() throws Exception {
        append("notes", message("c-1", "u-1", "m1", "customer-7"));
        assertThat(server.cli("XRANGE", NOTES, "-", "+")).contains("key\ncustomer-7\nid\nm1");
    }

    @Test
    void aFullStreamRefusesAndTakesAgainWhenItWasReadByEveryGroup() throws Exception {
        String key = "wsg:{shop/chat/s/short/0}:entries";
        server.cli("XGROUP", "CREATE", key, "a", "0", "MKSTREAM");
        server.cli("XGROUP", "CREATE", key, "b", "0");
        for (int i = 0; i < 100; i++) {
            append("short");
        }
        assertThatThrownBy(() -> append("short"))
                .hasCauseInstanceOf(StreamFullException.class)
                .hasMessageContaining("the stream 'short' is full");
        server.cli("XREADGROUP", "GROUP", "a", "c", "NOACK", "STREAMS", key, ">");
        assertThatThrownBy(() -> append("short")).as("b has not read").hasCauseInstanceOf(StreamFullException.class);
        String unread = server.cli("XREADGROUP", "GROUP", "b", "c", "COUNT", "10", "STREAMS", key, ">");
        assertThatThrownBy(() -> append("short"))
                .as("b has not acknowledged")
                .hasCauseInstanceOf(StreamFullException.class);
        String third = unread.lines()
                .filter(line -> line.matches("[0-9]+-[0-9]+"))
                .toList()
                .get(2);
        unread.lines()
                .filter(line -> line.matches("[0-9]+-[0-9]+"))
                .limit(2)
                .forEach(id -> server.cli("XACK", key, "b", id));
        append("short");
        assertThat(server.cli("XRANGE", key, "-", "+", "COUNT", "1")).startsWith(third);
        assertThat(server.cli("XLEN", key)).isEqualTo("99");
        assertThat(server.cli("XINFO", "GROUPS", key)).contains("lag\n91");
    }

    @Test
    void nothingCountsAsReadWhileAGroupIsMissing() throws Exception {
        String key = "wsg:{shop/chat/s/short/0}:entries";
        server.cli("XGROUP", "CREATE", key, "a", "0", "MKSTREAM");
        for (int i = 0; i < 100; i++) {
            append("short");
        }
        server.cli("XREADGROUP", "GROUP", "a", "c", "NOACK", "STREAMS", key, ">");
        assertThatThrownBy(() -> append("short")).hasCauseInstanceOf(StreamFullException.class);
        assertThat(server.cli("XLEN", key)).isEqualTo("100");
    }

    @Test
    void aStreamThatDropsItsOldestSaysHowManyWereUnread() throws Exception {
        String key = "wsg:{shop/chat/s/drops/0}:entries";
        server.cli("XGROUP", "CREATE", key, "a", "0", "MKSTREAM");
        for (int i = 0; i < 5; i++) {
            append("drops");
        }
        assertThat(server.cli("XLEN", key)).isEqualTo("3");
        assertThat(metrics.scrape()).contains("wsgateway_stream_dropped_total{stream=\"drops\"} 2.0");
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
