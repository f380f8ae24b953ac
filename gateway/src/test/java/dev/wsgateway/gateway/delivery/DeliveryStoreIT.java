package dev.wsgateway.gateway.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsgateway.gateway.Configs;
import dev.wsgateway.gateway.lease.Lease;
import dev.wsgateway.gateway.lease.Leases;
import dev.wsgateway.gateway.lease.Shares;
import dev.wsgateway.gateway.redis.RedisLink;
import dev.wsgateway.redis.RedisNames;
import dev.wsgateway.testing.redis.RedisServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an owner may do in Redis, and one whose lease has another token may not. */
class DeliveryStoreIT {
    private final RedisServer redis = RedisServer.started();
    private final RedisNames names = new RedisNames("shop", "chat");
    private final PartitionKeys keys = PartitionKeys.of(names, "orders", 0, "audit");
    private final String leaseKey = names.lease("orders", 0, "audit");
    private final RedisLink link =
            new RedisLink(Configs.config(redis.url()).build().redis(), Path.of("/"));
    private final CompletableFuture<Lease> granted = new CompletableFuture<>();
    private final Leases leases = new Leases(link, names.members(), "me", () -> List.of(shares()), System::nanoTime);
    private DeliveryStore store;

    @BeforeEach
    void own() {
        redis.cli("XGROUP", "CREATE", keys.entries(), "audit", "0", "MKSTREAM");
        store = new DeliveryStore(
                link, keys, granted.orTimeout(20, TimeUnit.SECONDS).join(), "audit", "me");
    }

    @AfterEach
    void stop() {
        leases.close();
        link.close();
        redis.close();
    }

    private Shares shares() {
        return new Shares() {
            @Override
            public String name() {
                return "test";
            }

            @Override
            public List<String> leaseKeys() {
                return List.of(leaseKey);
            }

            @Override
            public Work start(int partition, Lease lease) {
                granted.complete(lease);
                return () -> CompletableFuture.completedFuture(true);
            }
        };
    }

    private String add(String key) {
        return redis.cli("XADD", keys.entries(), "*", "data", "1", "key", key);
    }

    private static <T> T done(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    /** Everything of the partition that Redis has, but for idle times. */
    private String state() {
        return String.join(
                "\n",
                redis.cli("XRANGE", keys.entries(), "-", "+"),
                redis.cli("XPENDING", keys.entries(), "audit"),
                redis.cli("XLEN", keys.dead()),
                redis.cli("XINFO", "GROUPS", keys.entries()),
                deliveries("1-0"));
    }

    private String deliveries(String id) {
        List<String> lines = redis.cli("XPENDING", keys.entries(), "audit", id, id, "1")
                .lines()
                .toList();
        return lines.size() < 4 ? "" : lines.get(1) + " " + lines.get(3);
    }

    @Test
    void anOwnerThatIsTooLateReadsCountsAcknowledgesAndMovesNothing() {
        redis.cli("XADD", keys.entries(), "1-0", "data", "1", "key", "a");
        redis.cli("XADD", keys.entries(), "2-0", "data", "1", "key", "a");
        assertThat(done(store.read(false, 1))).hasSize(1);
        redis.cli("HSET", leaseKey, "token", "99999999999999", "owner", "other");
        String before = state();

        assertThat(done(store.read(false, 10))).isEmpty();
        assertThat(done(store.claim(false, Map.of("1-0", 2)))).isEmpty();
        done(store.acknowledge(false, List.of("1-0")));
        done(store.hold(false, Map.of("1-0", 0)));
        assertThat(done(store.takeOver(false, "-")).entries()).isEmpty();
        assertThat(done(store.bury(new EntryRef(false, "1-0"), 1, "no"))).isZero();

        assertThat(state()).isEqualTo(before);
        assertThat(granted.join().isHeld()).isFalse();
    }

    @Test
    void deliveriesAreCountedInThePendingListAndHeldEntriesAreNot() {
        String id = add("a");
        assertThat(done(store.read(false, 10)))
                .singleElement()
                .satisfies(entry -> assertThat(entry.ref().id()).isEqualTo(id));
        assertThat(deliveries(id)).isEqualTo("me 1");
        done(store.hold(false, Map.of(id, 0)));
        assertThat(deliveries(id)).isEqualTo("me 0");
        done(store.hold(false, Map.of(id, 3)));
        assertThat(deliveries(id)).isEqualTo("me 3");
        assertThat(done(store.claim(false, Map.of(id, 7))).getFirst().fields()).containsKeys("data", "key");
        assertThat(deliveries(id)).isEqualTo("me 7");
        done(store.acknowledge(false, List.of(id)));
        assertThat(done(store.claim(false, Map.of(id, 8))).getFirst().fields()).isNull();
    }

    @Test
    void pendingEntriesOfOthersAreTakenOverInOrderWithTheirCountsAndWhatIsGoneIsTold() {
        String first = add("a");
        String gone = add("b");
        String second = add("c");
        redis.cli("XREADGROUP", "GROUP", "audit", "other", "STREAMS", keys.entries(), ">");
        redis.cli("XREADGROUP", "GROUP", "audit", "sleeper", "STREAMS", keys.entries(), ">");
        redis.cli("XCLAIM", keys.entries(), "audit", "other", "0", second, "RETRYCOUNT", "5");
        redis.cli("XDEL", keys.entries(), gone);
        String unread = add("d");
        DeliveryStore.Pending pending = done(store.takeOver(false, "-"));
        assertThat(pending.entries())
                .containsExactly(
                        new DeliveryStore.PendingEntry(new EntryRef(false, first), 1, "a"),
                        new DeliveryStore.PendingEntry(new EntryRef(false, second), 5, "c"));
        assertThat(pending.gone()).isEqualTo(1);
        assertThat(pending.whole()).isTrue();
        assertThat(pending.last()).isEqualTo(second);
        assertThat(redis.cli("XINFO", "CONSUMERS", keys.entries(), "audit")).doesNotContain("other", "sleeper");
        assertThat(deliveries(second)).isEqualTo("me 5");
        assertThat(done(store.read(false, 10)))
                .extracting(entry -> entry.ref().id())
                .containsExactly(unread);
    }

    @Test
    void anEntryThatIsBuriedAgainBecauseNoAnswerCameIsOneDeadLetter() {
        String id = add("a");
        assertThat(done(store.read(false, 1))).hasSize(1);
        done(store.bury(new EntryRef(false, id), 3, "HTTP 500"));
        done(store.bury(new EntryRef(false, id), 3, "HTTP 500"));
        assertThat(redis.cli("XLEN", keys.dead())).isEqualTo("1");
        assertThat(redis.cli("XPENDING", keys.entries(), "audit")).startsWith("0");
    }

    @Test
    void aGroupThatIsNotThereIsToldAsMissing() {
        redis.cli("XGROUP", "DESTROY", keys.entries(), "audit");
        for (CompletionStage<?> stage : List.<CompletionStage<?>>of(
                store.read(false, 1),
                store.claim(false, Map.of("1-0", 1)),
                store.hold(false, Map.of("1-0", 0)),
                store.takeOver(false, "-"),
                store.read(true, 1))) {
            assertThat(stage.toCompletableFuture())
                    .failsWithin(Duration.ofSeconds(5))
                    .withThrowableThat()
                    .withCauseInstanceOf(GroupMissingException.class);
        }
    }
}
