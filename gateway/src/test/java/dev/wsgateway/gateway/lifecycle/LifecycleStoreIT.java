package dev.wsgateway.gateway.lifecycle;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wsgateway.config.GatewayConfig;
import dev.wsgateway.config.GatewayConfig.LifecycleEvent;
import dev.wsgateway.gateway.redis.RedisLink;
import dev.wsgateway.redis.RedisNames;
import dev.wsgateway.testing.redis.RedisServer;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The scripts, against one shard. */
class LifecycleStoreIT {
    private static final String ONE = "g1/a#1";
    private static final String TWO = "g2/b#1";
    private static final Set<LifecycleEvent> ALL = Set.of(LifecycleEvent.values());

    private final RedisServer server = RedisServer.started();
    private final RedisNames names = new RedisNames("shop", "chat");
    private RedisLink redis;
    private LifecycleStore store;

    @BeforeEach
    void connect() {
        redis = new RedisLink(new GatewayConfig.Redis(server.url(), null, null), Path.of("."));
        store = new LifecycleStore(redis, names, Clock.systemUTC());
        await().until(redis::hasAnswered);
    }

    @AfterEach
    void disconnect() {
        redis.close();
        server.close();
    }

    private static <T> T get(CompletionStage<T> result) {
        try {
            return result.toCompletableFuture().get(10, SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static Change client(LifecycleEvent event, String client) {
        return new Change(event, true, client, "u-" + client, "", 0, "", 1234);
    }

    private static Change channel(LifecycleEvent event, String channel) {
        return new Change(event, true, "", "", channel, 0, "", 1234);
    }

    private LifecycleStore.Noted note(String incarnation, long number, Change... changes) {
        return get(store.note(0, incarnation, number, 0, List.of(changes)));
    }

    /** Events in the outbox, such as {@code connected c1}. */
    private List<String> told() {
        List<String> told = new ArrayList<>();
        List<String> lines =
                server.cli("XRANGE", names.lifecycleOutbox(0), "-", "+").lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).equals("event")) {
                told.add(lines.get(i + 1));
            } else if (List.of("client", "channel", "count").contains(lines.get(i))) {
                told.add(told.removeLast() + " " + lines.get(i + 1));
            }
        }
        return told;
    }

    @Test
    void aBatchThatIsRepeatedChangesNothing() {
        note(ONE, 1, client(LifecycleEvent.CONNECTED, "c1"));
        assertThat(note(ONE, 1, client(LifecycleEvent.CONNECTED, "c1")).known()).isTrue();
        note(ONE, 2, client(LifecycleEvent.DISCONNECTED, "c1"), client(LifecycleEvent.CONNECTED, "c2"));
        assertThat(told()).containsExactly("connected c1", "disconnected c1", "connected c2");
        assertThat(server.cli("HGETALL", names.lifecycleClients(0, ONE))).isEqualTo("c2\nu-c2");
    }

    @Test
    void aGapInTheBatchesIsNotTaken() {
        assertThat(note(ONE, 2, client(LifecycleEvent.CONNECTED, "c1")).known()).isFalse();
        note(ONE, 1, client(LifecycleEvent.CONNECTED, "c1"));
        assertThat(note(ONE, 3, client(LifecycleEvent.CONNECTED, "c2")).known()).isFalse();
        assertThat(told()).containsExactly("connected c1");
    }

    @Test
    void aBatchThatRedisHasLostIsNotKnown() {
        note(ONE, 1, client(LifecycleEvent.CONNECTED, "c1"));
        assertThat(note(ONE, 1).known()).isTrue();
        assertThat(note(ONE, 2).known()).isFalse();
    }

    @Test
    void aChannelIsOccupiedByTheFirstGatewayAndVacatedByTheLast() {
        note(ONE, 1, channel(LifecycleEvent.OCCUPIED, "news:1"));
        note(TWO, 1, channel(LifecycleEvent.OCCUPIED, "news:1"));
        note(ONE, 2, channel(LifecycleEvent.VACATED, "news:1"));
        assertThat(told()).containsExactly("occupied news:1");
        note(TWO, 2, channel(LifecycleEvent.VACATED, "news:1"), channel(LifecycleEvent.VACATED, "news:1"));
        assertThat(told()).containsExactly("occupied news:1", "vacated news:1");
        assertThat(server.cli("EXISTS", names.lifecycleOccupied(0))).isEqualTo("0");
    }

    @Test
    void whatADeadGatewayLeftIsEndedOnceHoweverManyEndIt() {
        note(
                ONE,
                1,
                client(LifecycleEvent.CONNECTED, "c1"),
                channel(LifecycleEvent.OCCUPIED, "news:1"),
                channel(LifecycleEvent.OCCUPIED, "news:2"));
        note(TWO, 1, channel(LifecycleEvent.OCCUPIED, "news:1"));
        List<CompletionStage<LifecycleStore.Reaped>> reapers = IntStream.range(0, 5)
                .mapToObj(i -> store.reap(0, ONE, ALL, "gateway lost"))
                .toList();
        assertThat(reapers.stream().mapToLong(reaper -> get(reaper).clients())).containsOnlyOnce(1L);
        assertThat(told())
                .containsExactly(
                        "connected c1", "occupied news:1", "occupied news:2", "disconnected c1", "vacated news:2");
        assertThat(server.cli("HKEYS", names.lifecycleGateways(0))).isEqualTo(TWO);
        assertThat(server.cli("XREVRANGE", names.lifecycleOutbox(0), "+", "-", "COUNT", "2"))
                .contains("node\ng1", "code\n1006", "reason\ngateway lost", "user\nu-c1");
    }

    @Test
    void aGatewayThatComesBackFromTheDeadCannotAddAnything() {
        note(ONE, 1, client(LifecycleEvent.CONNECTED, "c1"), channel(LifecycleEvent.OCCUPIED, "news:1"));
        fill(names.lifecycleClients(0, ONE), 600);
        assertThat(get(store.reap(0, ONE, ALL, "gateway lost")).more()).isTrue();
        assertThat(note(ONE, 2, client(LifecycleEvent.CONNECTED, "c2")).known()).isFalse();
        assertThat(get(store.reap(0, ONE, ALL, "gateway lost")).more()).isFalse();
        assertThat(note(ONE, 2, client(LifecycleEvent.CONNECTED, "c2")).known()).isFalse();
        assertThat(told())
                .doesNotHaveDuplicates()
                .filteredOn(event -> event.startsWith("disconnected"))
                .hasSize(601);
    }

    private void fill(String hash, int size) {
        List<String> command = new ArrayList<>(List.of("HSET", hash));
        IntStream.range(0, size).forEach(i -> command.addAll(List.of("f" + i, "u")));
        server.cli(command.toArray(String[]::new));
    }

    @Test
    void whatFindsNoRoomIsToldAsLostAndTheStateIsStillRight() {
        server.cli(
                "EVAL",
                "for i = 1, 10000 do redis.call('XADD', KEYS[1], '*', 'event', 'x') end",
                "1",
                names.lifecycleOutbox(0));
        assertThat(note(ONE, 1, client(LifecycleEvent.CONNECTED, "c1")).dropped())
                .isEqualTo(1);
        assertThat(note(ONE, 2, client(LifecycleEvent.CONNECTED, "c2")).dropped())
                .isEqualTo(1);
        assertThat(get(store.reap(0, TWO, ALL, "gateway lost")).clients()).isZero();
        server.cli("XTRIM", names.lifecycleOutbox(0), "MAXLEN", "0");
        get(store.note(0, ONE, 3, 5, List.of(client(LifecycleEvent.DISCONNECTED, "c1"))));
        assertThat(told()).containsExactly("lost 7", "disconnected c1");
        note(ONE, 3);
        assertThat(told()).hasSize(2);
        assertThat(server.cli("HKEYS", names.lifecycleClients(0, ONE))).isEqualTo("c2");
    }
}
