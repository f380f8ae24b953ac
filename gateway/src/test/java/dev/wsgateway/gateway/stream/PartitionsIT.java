package dev.wsgateway.gateway.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wsgateway.config.GatewayConfig;
import dev.wsgateway.gateway.Configs;
import dev.wsgateway.gateway.metrics.GatewayMetrics;
import dev.wsgateway.gateway.redis.RedisLink;
import dev.wsgateway.gateway.settings.Settings;
import dev.wsgateway.gateway.stream.ClientMessage.Labels;
import dev.wsgateway.redis.PartitionLayout;
import dev.wsgateway.redis.PartitionLayout.Version;
import dev.wsgateway.redis.RedisNames;
import dev.wsgateway.testing.redis.RedisServer;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What happens in a gateway when a stream's partitions change; the operator's steps are done by hand. */
class PartitionsIT {
    private static final RedisNames NAMES = new RedisNames("shop", "chat");
    private static final Version TWO = new Version(1, 0, 2, null);
    private static final Version THREE = new Version(2, 2, 3, null);
    private static final PartitionLayout BEFORE = new PartitionLayout(List.of(TWO));

    private final RedisServer server = RedisServer.started();
    private final GatewayMetrics metrics = new GatewayMetrics();
    private RedisLink redis;
    private Partitions partitions;
    private StreamAppender appender;

    @BeforeEach
    void connect() {
        GatewayConfig config = Configs.config(server.url())
                .streams(List.of(GatewayConfig.Stream.of("orders", GatewayConfig.Sender.ANYONE, 1000, "g")
                        .split(2)))
                .build();
        Settings settings = Settings.of(config);
        redis = new RedisLink(config.redis(), Path.of("."));
        partitions = new Partitions(redis, () -> settings);
        appender = new StreamAppender(redis, partitions, () -> settings, metrics, Clock.systemUTC());
        await().until(redis::hasAnswered);
        makeGroups(TWO);
    }

    @AfterEach
    void disconnect() {
        redis.close();
        server.close();
        metrics.close();
    }

    private void makeGroups(Version version) {
        version.numbers()
                .forEach(number ->
                        server.cli("XGROUP", "CREATE", NAMES.entries("orders", number), "g", "0", "MKSTREAM"));
    }

    private void seal(Version version) {
        version.numbers().forEach(number -> server.cli("SET", NAMES.seal("orders", number), "2"));
    }

    private void write(PartitionLayout layout) {
        server.cli("HSET", NAMES.layouts(), "orders", layout.toJson());
    }

    private static PartitionLayout after() {
        return BEFORE.advance(THREE, System.currentTimeMillis());
    }

    private CompletionStage<String> send(String key, String data, @Nullable String id) {
        return appender.append(
                "orders", new ClientMessage(data.getBytes(UTF_8), "c", "u", 1, "t", new Labels(id, key)));
    }

    private String append(String key, String data, @Nullable String id) throws Exception {
        return send(key, data, id).toCompletableFuture().get(10, SECONDS);
    }

    private List<String> dataIn(int partition) {
        List<String> lines = server.cli("XRANGE", NAMES.entries("orders", partition), "-", "+")
                .lines()
                .toList();
        return IntStream.range(0, lines.size())
                .filter(i -> lines.get(i).equals("data"))
                .mapToObj(i -> lines.get(i + 1))
                .toList();
    }

    @Test
    void eachKeyHasAPartitionOfItsOwn() throws Exception {
        List<String> keys = List.of("a", "b", "c", "d", "e", "f");
        for (String key : keys) {
            append(key, key, null);
        }
        for (int partition = 0; partition < 2; partition++) {
            int number = partition;
            assertThat(dataIn(partition))
                    .isNotEmpty()
                    .containsExactlyElementsOf(keys.stream()
                            .filter(key -> TWO.partitionOf(key) == number)
                            .toList());
        }
    }

    @Test
    void whatASealedPartitionRefusesGoesInItsOrderToTheNewOneWhenThatIsThere() throws Exception {
        append("k", "0", null);
        seal(TWO);
        List<CompletionStage<String>> sent = new ArrayList<>();
        for (int i = 1; i <= 50; i++) {
            sent.add(send("k", Integer.toString(i), null));
        }
        makeGroups(THREE);
        write(after());
        for (int i = 51; i <= 100; i++) {
            sent.add(send("k", Integer.toString(i), null));
        }
        for (CompletionStage<String> one : sent) {
            one.toCompletableFuture().get(10, SECONDS);
        }
        assertThat(dataIn(TWO.partitionOf("k"))).containsExactly("0");
        assertThat(dataIn(THREE.partitionOf("k")))
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 100)
                        .mapToObj(Integer::toString)
                        .toList());
    }

    @Test
    void anIdThatWasUsedInASealedPartitionIsNotUsedAgain() throws Exception {
        String first = append("k", "1", "m1");
        seal(TWO);
        makeGroups(THREE);
        write(after());
        assertThat(append("k", "2", "m2")).isNotEqualTo(first);
        assertThat(append("k", "1", "m1")).isEqualTo(first);
        assertThat(dataIn(THREE.partitionOf("k"))).containsExactly("2");
    }

    @Test
    void whenNoOtherPartitionsComeTheMessageFailsAndIsNotAddedLater() throws Exception {
        seal(TWO);
        CompletionStage<String> sent = send("k", "1", null);
        await().until(() -> sent.toCompletableFuture().isCompletedExceptionally());
        makeGroups(THREE);
        write(after());
        append("k", "2", null);
        assertThat(dataIn(THREE.partitionOf("k"))).containsExactly("2");
    }

    @Test
    void aGroupReadsTheNewPartitionsWhenItHasAcknowledgedAllOfTheSealedOnes() throws Exception {
        String id = append("k", "1", null);
        makeGroups(THREE);
        seal(TWO);
        write(after());
        refresh();
        assertThat(partitions.reading("orders", "g").version()).isEqualTo(1);

        String entries = NAMES.entries("orders", TWO.partitionOf("k"));
        server.cli("XREADGROUP", "GROUP", "g", "c", "STREAMS", entries, ">");
        refresh();
        assertThat(partitions.reading("orders", "g").version())
                .as("delivered only")
                .isEqualTo(1);

        server.cli("XACK", entries, "g", id);
        await().untilAsserted(() -> {
            refresh();
            assertThat(partitions.reading("orders", "g")).isEqualTo(THREE);
        });
        assertThat(server.cli("HGET", NAMES.finished(), "orders g")).isEqualTo("1");
    }

    @Test
    void aPartitionThatIsNotSealedYetIsNotFinished() throws Exception {
        makeGroups(THREE);
        write(after());
        refresh();
        refresh();
        assertThat(server.cli("EXISTS", NAMES.finished())).isEqualTo("0");
    }

    private void refresh() throws Exception {
        partitions.refresh();
        partitions.look().toCompletableFuture().get(10, SECONDS);
    }
}
