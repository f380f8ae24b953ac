package dev.wsgateway.operator.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wsgateway.api.v1alpha1.StartPosition;
import dev.wsgateway.operator.plan.GroupLimits;
import dev.wsgateway.operator.plan.PlannedGroup;
import dev.wsgateway.operator.plan.PlannedStream;
import dev.wsgateway.operator.redis.RedisObservation.Available;
import dev.wsgateway.operator.redis.RedisObservation.Unavailable;
import dev.wsgateway.redis.GatewayReport;
import dev.wsgateway.redis.PartitionLayout;
import dev.wsgateway.redis.RedisNames;
import dev.wsgateway.testing.redis.RedisServer;
import io.lettuce.core.Consumer;
import io.lettuce.core.RedisClient;
import io.lettuce.core.XAddArgs;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.XReadArgs.StreamOffset;
import io.lettuce.core.api.sync.RedisCommands;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RedisWatchIT {
    private static final RedisNames NAMES = new RedisNames("shop", "chat");
    private static final String KEY = NAMES.entries("orders", 0);
    private static final String REGISTRY = NAMES.groups("orders", 0);
    private static final PlannedGroup EARLIEST = group("service", StartPosition.EARLIEST);
    private static final PlannedGroup LATEST = group("audit", StartPosition.LATEST);

    private static RedisServer server;
    private static RedisClient client;
    private static RedisCommands<String, String> redis;

    private final BlockingQueue<RedisNames> told = new LinkedBlockingQueue<>();
    private final RedisWatch watch = new RedisWatch(
            HostNames.OF_THIS_MACHINE, Duration.ofMillis(100), Duration.ofSeconds(5), Clock.systemUTC(), told::add);

    @BeforeAll
    static void start() {
        server = RedisServer.started();
        client = RedisClient.create(server.url());
        redis = client.connect().sync();
    }

    @AfterAll
    static void stop() {
        client.shutdown();
        server.close();
    }

    @BeforeEach
    void empty() {
        redis.flushall();
    }

    @AfterEach
    void close() {
        watch.close();
    }

    @Test
    void makesANewGroupAndItsStream() {
        Available seen = available(observe(orders(1, EARLIEST)));

        assertThat(seen.groups()).containsExactly(new GroupState("orders", "service", 0L, 0, 0));
        assertThat(redis.xinfoGroups(KEY)).hasSize(1);
        assertThat(redis.hget(REGISTRY, "service")).isEqualTo("0");
        assertThat(watch.takeChanges(NAMES))
                .containsExactly(new GroupChange(GroupChange.Kind.CREATED, "orders", "service"));
        assertThat(watch.takeChanges(NAMES)).isEmpty();
    }

    @Test
    void newGroupBeginsWhereItsFromSays() {
        redis.xadd(KEY, Map.of("data", "before"));

        Available seen = available(observe(orders(1, EARLIEST, LATEST)));

        assertThat(seen.groups()).extracting(GroupState::lag).containsExactly(1L, 0L);
        redis.xadd(KEY, Map.of("data", "after"));
        assertThat(read("service")).containsExactly("before", "after");
        assertThat(read("audit")).containsExactly("after");
    }

    @Test
    void adoptsAGroupThatIsThereAndLeavesItsPosition() {
        redis.xadd(KEY, Map.of("data", "1"));
        redis.xgroupCreate(StreamOffset.from(KEY, "0"), "service");
        assertThat(read("service")).containsExactly("1");

        Available seen = available(observe(orders(1, EARLIEST)));

        assertThat(seen.groups()).singleElement().satisfies(group -> {
            assertThat(group.lag()).isZero();
            assertThat(group.pending()).isEqualTo(1);
            assertThat(group.consumers()).isEqualTo(1);
            assertThat(group.oldestPending()).isNotNull();
        });
        assertThat(watch.takeChanges(NAMES))
                .containsExactly(new GroupChange(GroupChange.Kind.ADOPTED, "orders", "service"));
    }

    @Test
    void restoresALostGroupAtTheOldestEntryWhateverItsFrom() {
        observe(orders(1, LATEST));
        watch.takeChanges(NAMES);
        redis.xgroupDestroy(KEY, "audit");
        redis.xadd(KEY, Map.of("data", "1"));

        await().untilAsserted(() -> assertThat(watch.takeChanges(NAMES))
                .containsExactly(new GroupChange(GroupChange.Kind.RESTORED, "orders", "audit")));

        assertThat(read("audit")).containsExactly("1");
        assertThat(told).contains(NAMES);
    }

    @Test
    void restoresAGroupThatOnlyTheStatusRemembers() {
        redis.xadd(KEY, Map.of("data", "1"));

        watch.observe(new RedisRequest(
                NAMES, target(), List.of(orders(1, LATEST)), Set.of(new KnownGroup("orders", "audit"))));

        assertThat(read("audit")).containsExactly("1");
        assertThat(watch.takeChanges(NAMES))
                .containsExactly(new GroupChange(GroupChange.Kind.RESTORED, "orders", "audit"));
    }

    @Test
    void wrongTypeIsAFaultOfThatGroupAlone() {
        redis.set(KEY, "not a stream");
        PlannedStream other =
                new PlannedStream("clicks", 1, List.of(new PlannedGroup("clicks", "service", StartPosition.EARLIEST)));

        Available seen = available(observe(orders(1, EARLIEST), other));

        assertThat(seen.faults()).singleElement().satisfies(fault -> {
            assertThat(fault.problem()).isEqualTo(RedisProblem.WRONG_TYPE);
            assertThat(fault.key()).isEqualTo(KEY);
        });
        assertThat(seen.groups()).extracting(GroupState::stream).containsExactly("clicks");
        assertThat(redis.get(KEY)).isEqualTo("not a stream");
    }

    @Test
    void countsEntriesFromIdsWhereRedisCannotTellTheLag() {
        observe(orders(1, EARLIEST));
        redis.xadd(KEY, Map.of("data", "1"));
        String second = redis.xadd(KEY, Map.of("data", "2"));
        redis.xadd(KEY, Map.of("data", "3"));
        redis.xdel(KEY, second);
        watch.forget(NAMES);

        assertThat(available(observe(orders(1, EARLIEST))).groups())
                .extracting(GroupState::lag)
                .containsExactly(2L);
    }

    private static PartitionLayout layout() {
        return PartitionLayout.parse(redis.hget(NAMES.layouts(), "orders"));
    }

    @Test
    void anotherNumberOfPartitionsSealsTheOldOnesAndHasTheGroupsOnTheNewOnesBefore() {
        observe(orders(1, EARLIEST, LATEST));
        assertThat(layout()).isEqualTo(PartitionLayout.initial(1));
        redis.xadd(KEY, Map.of("data", "1"));
        watch.takeChanges(NAMES);

        Available seen = available(observe(orders(3, EARLIEST, LATEST)));

        assertThat(layout().current()).isEqualTo(new PartitionLayout.Version(2, 1, 3, null));
        assertThat(layout().versions().getFirst().sealedAt()).isNotNull();
        assertThat(redis.get(NAMES.seal("orders", 0))).isEqualTo("2");
        layout().current().numbers().forEach(number -> {
            assertThat(redis.xinfoGroups(NAMES.entries("orders", number))).hasSize(2);
            assertThat(redis.exists(NAMES.seal("orders", number))).isZero();
        });
        assertThat(watch.takeChanges(NAMES)).containsExactly(new PartitionChange("orders", 1, 3));
        assertThat(seen.groups()).extracting(GroupState::lag).containsExactly(1L, 1L);
        assertThat(seen.streams())
                .containsExactly(new StreamState(
                        "orders",
                        layout(),
                        List.of(new StreamState.HeldUp("service", 1), new StreamState.HeldUp("audit", 1))));
    }

    @SuppressWarnings("unchecked") // one offset, so the generic array behind the varargs is safe
    @Test
    void aGroupSaysWhatWaitsAndWhichOfItsLimitsAreReached() {
        PlannedGroup strict = new PlannedGroup(
                "orders", "service", StartPosition.EARLIEST, new GroupLimits(2, Duration.ofMinutes(1), 2));
        observe(orders(1, strict));
        String first = redis.xadd(KEY, new XAddArgs().id("1000-0"), Map.of("data", "1"));
        redis.xadd(KEY, Map.of("data", "2"));
        redis.xadd(KEY, Map.of("data", "3"));
        redis.xreadgroup(Consumer.from("service", "a"), XReadArgs.Builder.count(1), StreamOffset.lastConsumed(KEY));
        redis.xadd(NAMES.dead("orders", 0, "service"), Map.of("dead.id", first));

        await().untilAsserted(() -> assertThat(
                        available(observe(orders(1, strict))).groups())
                .containsExactly(new GroupState(
                        "orders", "service", 2L, 1, 1, 1000L, 1, Set.of(GroupAlert.LAG, GroupAlert.PENDING_AGE))));

        redis.xadd(NAMES.dead("orders", 0, "service"), Map.of("dead.id", first));
        await().untilAsserted(() -> assertThat(available(observe(orders(1, strict)))
                        .groups()
                        .getFirst()
                        .alerts())
                .contains(GroupAlert.DEAD_LETTERS));
    }

    @Test
    void aStreamIsNearlyFullWhenNineTenthsAreUnread() {
        PlannedStream small = new PlannedStream("orders", 1, 10, Duration.ofMinutes(5), List.of(EARLIEST));
        for (int i = 0; i < 8; i++) {
            redis.xadd(KEY, Map.of("data", "1"));
        }
        assertThat(available(observe(small)).streams())
                .extracting(StreamState::nearlyFull)
                .containsExactly(false);
        redis.xadd(KEY, Map.of("data", "1"));
        await().untilAsserted(() -> assertThat(available(observe(small)).streams())
                .extracting(StreamState::nearlyFull)
                .containsExactly(true));
    }

    @Test
    void sealedPartitionsGoWhenAllIsReadAndNoIdOfThemIsRemembered() {
        PlannedStream one = new PlannedStream("orders", 1, 10, Duration.ofMillis(1), List.of(EARLIEST));
        PlannedStream two = new PlannedStream("orders", 2, 10, Duration.ofMillis(1), List.of(EARLIEST));
        observe(one);
        String id = redis.xadd(KEY, Map.of("data", "1"));
        observe(two);
        assertThat(layout().versions()).hasSize(2);
        assertThat(read("service")).containsExactly("1");
        redis.xack(KEY, "service", id);
        redis.xtrim(KEY, 0);
        await().untilAsserted(() -> {
            observe(two);
            assertThat(layout()).isEqualTo(new PartitionLayout(List.of(new PartitionLayout.Version(2, 1, 2, null))));
            assertThat(redis.exists(KEY, REGISTRY)).isZero();
        });
        assertThat(redis.ttl(NAMES.seal("orders", 0))).isBetween(80_000L, 86_400L);
    }

    @Test
    void partitionsThatWereSealedAreSealedAgainWhereTheSealIsLost() {
        observe(orders(1, EARLIEST));
        observe(orders(2, EARLIEST));
        redis.del(NAMES.seal("orders", 0));
        await().untilAsserted(
                        () -> assertThat(redis.get(NAMES.seal("orders", 0))).isEqualTo("2"));
    }

    @Test
    void aPartitionThatCannotTakeAGroupIsNotPutIntoForce() {
        observe(orders(1, EARLIEST));
        redis.set(NAMES.entries("orders", 1), "not a stream");

        Available seen = available(observe(orders(2, EARLIEST)));

        assertThat(seen.faults()).extracting(GroupFault::problem).containsExactly(RedisProblem.WRONG_TYPE);
        assertThat(layout()).isEqualTo(PartitionLayout.initial(1));
        assertThat(redis.exists(NAMES.seal("orders", 0))).isZero();
    }

    @Test
    void sumsTheConnectionsOfGatewaysWhoseReportLives() {
        for (String node : List.of("a", "b", "gone")) {
            redis.zadd(NAMES.gateways(), 1, node);
        }
        redis.set(NAMES.report("a"), report("a", 3));
        redis.set(NAMES.report("b"), report("b", 4));

        assertThat(available(observe()).connections()).isEqualTo(7);
    }

    @Test
    void unreadableReportCountsNothingAndHidesNothing() {
        redis.zadd(NAMES.gateways(), 1, "a");
        redis.zadd(NAMES.gateways(), 1, "b");
        redis.set(NAMES.report("a"), "nonsense");
        redis.set(NAMES.report("b"), report("b", 4));

        assertThat(available(observe()).connections()).isEqualTo(4);
    }

    @Test
    void noticesThatRedisWentAndCameBackEmpty() {
        try (RedisServer own = RedisServer.started()) {
            RedisRequest request = new RedisRequest(
                    NAMES, new RedisTarget(own.url(), null, null, null), List.of(orders(1, EARLIEST)), Set.of());
            assertThat(watch.observe(request)).isInstanceOf(Available.class);

            own.kill();
            await().untilAsserted(() -> assertThat(watch.observe(request))
                    .isInstanceOfSatisfying(
                            Unavailable.class,
                            seen -> assertThat(seen.problem()).isEqualTo(RedisProblem.UNREACHABLE)));

            told.clear();
            own.restartEmpty();
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(watch.observe(request)).isInstanceOf(Available.class));
            assertThat(told).contains(NAMES);
        }
    }

    @Test
    void unreachableFromTheStartIsAnObservation() {
        RedisObservation seen = watch.observe(new RedisRequest(
                NAMES,
                new RedisTarget("redis://127.0.0.1:1", null, null, null),
                List.of(orders(1, EARLIEST)),
                Set.of()));

        assertThat(seen).isInstanceOfSatisfying(Unavailable.class, unavailable -> {
            assertThat(unavailable.problem()).isEqualTo(RedisProblem.UNREACHABLE);
            assertThat(unavailable.message()).contains("redis://127.0.0.1:1", "spec.redis.url");
        });
    }

    @Test
    void serverThatNeverAnswersIsUnreachable() throws Exception {
        try (var silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            RedisObservation seen = watch.observe(new RedisRequest(
                    NAMES,
                    new RedisTarget("redis://127.0.0.1:" + silent.getLocalPort(), null, null, null),
                    List.of(orders(1, EARLIEST)),
                    Set.of()));

            assertThat(seen)
                    .isInstanceOfSatisfying(
                            Unavailable.class,
                            unavailable -> assertThat(unavailable.problem()).isEqualTo(RedisProblem.UNREACHABLE));
        }
    }

    @Test
    void wrongMissingAndRightPassword() {
        try (RedisServer own = RedisServer.started("--requirepass", "right")) {
            assertThat(problem(own.url(), null, "wrong")).isEqualTo(RedisProblem.AUTHENTICATION_FAILED);
            assertThat(problem(own.url(), null, null)).isEqualTo(RedisProblem.AUTHENTICATION_FAILED);
            assertThat(problem(own.url(), null, "right")).isNull();
            assertThat(problem(own.url(), "nobody", "right")).isEqualTo(RedisProblem.AUTHENTICATION_FAILED);
        }
    }

    @Test
    void aclUserThatLacksARight() {
        try (RedisServer own = RedisServer.started("--user", "weak", "on", ">secret", "~*", "&*", "+@all", "-info")) {
            assertThat(problem(own.url(), "weak", "secret")).isEqualTo(RedisProblem.NOT_PERMITTED);
        }
    }

    private static @Nullable RedisProblem problem(String url, @Nullable String user, @Nullable String password) {
        try (RedisWatch once = new RedisWatch(
                HostNames.OF_THIS_MACHINE, Duration.ofHours(1), Duration.ofSeconds(5), Clock.systemUTC(), _ -> {})) {
            RedisObservation seen = once.observe(
                    new RedisRequest(NAMES, new RedisTarget(url, user, password, null), List.of(), Set.of()));
            return switch (seen) {
                case Available _ -> null;
                case Unavailable unavailable -> unavailable.problem();
            };
        }
    }

    private RedisObservation observe(PlannedStream... streams) {
        return watch.observe(new RedisRequest(NAMES, target(), List.of(streams), Set.of()));
    }

    private static RedisTarget target() {
        return new RedisTarget(server.url(), null, null, null);
    }

    private static Available available(RedisObservation seen) {
        assertThat(seen).isInstanceOf(Available.class);
        return (Available) seen;
    }

    @SuppressWarnings("unchecked") // one offset, so the generic array behind the varargs is safe
    private static List<String> read(String group) {
        return redis.xreadgroup(Consumer.from(group, "test"), StreamOffset.lastConsumed(KEY)).stream()
                .map(message -> String.valueOf(message.getBody().get("data")))
                .toList();
    }

    private static PlannedGroup group(String name, StartPosition from) {
        return new PlannedGroup("orders", name, from);
    }

    private static PlannedStream orders(int partitions, PlannedGroup... groups) {
        return new PlannedStream("orders", partitions, List.of(groups));
    }

    private static String report(String node, long connections) {
        return new GatewayReport(node, "1", 0, connections, 0, 0, 0, "c", Map.of(), null, null, null).toJson();
    }
}
