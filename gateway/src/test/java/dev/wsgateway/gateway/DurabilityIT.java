package dev.wsgateway.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wsgateway.config.GatewayConfig;
import dev.wsgateway.config.GatewayConfig.Access;
import dev.wsgateway.config.GatewayConfig.DataFormat;
import dev.wsgateway.config.GatewayConfig.Durability;
import dev.wsgateway.config.GatewayConfig.History;
import dev.wsgateway.redis.PublishStream;
import dev.wsgateway.redis.RedisNames;
import dev.wsgateway.testing.redis.RedisCluster;
import dev.wsgateway.testing.redis.RedisOptions;
import dev.wsgateway.testing.redis.RedisProgram;
import dev.wsgateway.testing.redis.RedisSentinels;
import dev.wsgateway.testing.redis.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a publisher is told where replicas, or the disk, must have a publication. */
class DurabilityIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final RedisNames NAMES = new RedisNames("shop", "chat");
    private static final Durability ONE_REPLICA = new Durability(1, false, Duration.ofSeconds(2));
    private static final Durability DISK = new Durability(0, true, Duration.ofSeconds(2));

    private static RunningGateway gateway(String url, Durability durability) {
        return RunningGateway.ready(
                "g1",
                Configs.config(url)
                        .channels(List.of(new GatewayConfig.Channel(
                                "log",
                                Access.ANYONE,
                                Access.ANYONE,
                                DataFormat.JSON,
                                new History(1000, Duration.ofMinutes(5), Duration.ofMinutes(5)).with(durability))))
                        .build());
    }

    /** The master counts a replica only once that has said how far it is. */
    private static void replicate(RedisServer master, RedisServer replica) {
        replica.replicate(master);
        await().atMost(PATIENCE).until(() -> master.cli("WAIT", "1", "1000").equals("1"));
    }

    private static String publish(RunningGateway gateway, String channel, int number) {
        return gateway.post(
                        "/api/publish",
                        "{\"channel\":\"" + channel + "\",\"data\":" + number + ",\"idempotency_key\":\"" + number
                                + "\"}")
                .body();
    }

    private static String kept(RedisServer server, String channel) {
        return server.cli("XLEN", NAMES.history(channel));
    }

    @Test
    void whatIsPublishedIsOnTheReplica() {
        try (RedisServer master = RedisServer.started();
                RedisServer replica = RedisServer.started()) {
            replicate(master, replica);
            try (RunningGateway gateway = gateway(master.url(), ONE_REPLICA)) {
                for (int i = 1; i <= 20; i++) {
                    assertThat(publish(gateway, "log:a", i)).contains("\"offset\":" + i);
                    assertThat(kept(replica, "log:a")).isEqualTo("" + i);
                }
            }
        }
    }

    @Test
    void whatTheReplicaDoesNotConfirmHasAnUnknownOutcome() {
        try (RedisServer master = RedisServer.started();
                RedisServer replica = RedisServer.started()) {
            replicate(master, replica);
            try (RunningGateway gateway = gateway(master.url(), ONE_REPLICA);
                    TestClient client = gateway.connect()) {
                client.subscribe("log:a");
                replica.pause();
                assertThat(publish(gateway, "log:a", 1))
                        .contains("\"code\":100", "written, but not confirmed: 0 of 1 replicas have it within 2000 ms");
                await().until(() -> client.pushes().size() == 1);
                assertThat(client.command("\"publish\":{\"channel\":\"log:a\",\"data\":2}"))
                        .contains("\"code\":100", "\"temporary\":true");
                // A second try under the same key finds it published, and is as little sure of it.
                assertThat(publish(gateway, "log:a", 1)).contains("not confirmed");
                replica.resume();
                await().atMost(PATIENCE)
                        .until(() -> publish(gateway, "log:a", 1).contains("\"offset\":1"));
                assertThat(publish(gateway, "log:a", 3)).contains("\"offset\":3");
                assertThat(kept(master, "log:a")).isEqualTo("3");
            }
        }
    }

    @Test
    void anEntryOfThePublishStreamStaysUntilItIsConfirmedAndIsPublishedOnce() {
        try (RedisServer master = RedisServer.started();
                RedisServer replica = RedisServer.started()) {
            replicate(master, replica);
            try (RunningGateway gateway = gateway(master.url(), ONE_REPLICA)) {
                assertThat(gateway.get("/readyz").statusCode()).isEqualTo(200);
                String entries = NAMES.publishEntries(PublishStream.partitionOf("log:a"));
                replica.pause();
                master.cli("XADD", entries, "*", "channel", "log:a", "data", "1");
                await().atMost(PATIENCE).until(() -> kept(master, "log:a").equals("1"));
                assertThat(master.cli("XLEN", entries)).isEqualTo("1");
                replica.resume();
                await().atMost(PATIENCE).until(() -> master.cli("XLEN", entries).equals("0"));
                assertThat(kept(master, "log:a")).isEqualTo("1");
            }
        }
    }

    @Test
    void manyAtOnceAreConfirmedTogether() throws Exception {
        try (RedisServer master = RedisServer.started();
                RedisServer replica = RedisServer.started()) {
            replicate(master, replica);
            try (RunningGateway gateway = gateway(master.url(), ONE_REPLICA)) {
                publish(gateway, "log:warm", 0);
                long before = waits(master);
                assertThat(publishAtOnce(gateway, 300)).hasSize(300);
                assertThat(waits(master) - before).isLessThan(200);
                assertThat(kept(replica, "log:a")).isEqualTo("300");
            }
        }
    }

    private static long waits(RedisServer server) {
        return server.cli("INFO", "commandstats")
                .lines()
                .filter(line -> line.startsWith("cmdstat_wait:calls="))
                .mapToLong(line -> Long.parseLong(line.replaceAll("cmdstat_wait:calls=(\\d+),.*", "$1")))
                .sum();
    }

    /** The numbers that were answered with success. */
    private static Set<Integer> publishAtOnce(RunningGateway gateway, int number) throws Exception {
        Set<Integer> answered = new ConcurrentSkipListSet<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(16)) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 1; i <= number; i++) {
                int mine = i;
                all.add(threads.submit((Callable<Boolean>)
                        () -> publish(gateway, "log:a", mine).contains("\"result\"") && answered.add(mine)));
            }
            for (Future<?> one : all) {
                one.get();
            }
        }
        return answered;
    }

    @Test
    void aServerThatCannotConfirmTheDiskIsSaidBeforeAnythingIsPublished() {
        try (RedisServer redis = RedisServer.started(
                        RedisOptions.standard().on(RedisProgram.REDIS_8).persisting(RedisOptions.Persistence.NONE));
                RunningGateway gateway = gateway(redis.url(), DISK)) {
            assertThat(publish(gateway, "log:a", 1))
                    .contains("\"code\":100", "not written: durability.aof needs Redis 7.2 or newer");
            assertThat(kept(redis, "log:a")).isEqualTo("0");
        }
    }

    @Test
    void whatIsPublishedIsOnTheDisk() {
        RedisOptions options = RedisOptions.standard().on(RedisProgram.REDIS_8);
        try (RedisServer redis = RedisServer.started(options.persisting(RedisOptions.Persistence.EVERYSEC));
                RunningGateway gateway = gateway(redis.url(), DISK)) {
            for (int i = 1; i <= 3; i++) {
                assertThat(publish(gateway, "log:a", i)).contains("\"offset\":" + i);
            }
            redis.kill();
            redis.start();
            assertThat(kept(redis, "log:a")).isEqualTo("3");
        }
    }

    @Test
    void onAClusterItIsTheShardsOwnReplicaAlsoWhileItsSlotMoves() throws InterruptedException {
        try (RedisCluster cluster = RedisCluster.started(1, RedisOptions.standard());
                RunningGateway gateway = gateway(RedisUrls.of(cluster), ONE_REPLICA)) {
            IntStream.range(0, 12)
                    .forEach(i -> assertThat(publish(gateway, "log:" + i, i)).contains("\"offset\":1"));
            int slot = cluster.slot(NAMES.meta("log:a"));
            RedisServer home = cluster.owner(slot);
            List<String> failed = new ArrayList<>();
            Thread flow = Thread.ofVirtual()
                    .start(() -> IntStream.rangeClosed(1, 100)
                            .mapToObj(i -> publish(gateway, "log:a", i))
                            .filter(answer -> !answer.contains("\"result\""))
                            .forEach(failed::add));
            cluster.move(slot, cluster.otherThan(home));
            flow.join();
            assertThat(failed).isEmpty();
            assertThat(kept(cluster.owner(slot), "log:a")).isEqualTo("100");
        }
    }

    @Test
    void whatWasConfirmedSurvivesAPlannedFailoverWhileMessagesFlow() throws Exception {
        try (RedisSentinels set = RedisSentinels.started(1);
                RunningGateway gateway = gateway(RedisUrls.of(set), ONE_REPLICA)) {
            set.replicas().getFirst().awaitInSync(set.master());
            RedisServer old = set.master();
            Set<Integer> answered = new ConcurrentSkipListSet<>();
            Thread flow = Thread.ofVirtual().start(() -> {
                for (int i = 1; answered.size() < 40 || old.info("role").equals("master"); i++) {
                    if (publish(gateway, "log:a", i).contains("\"result\"")) {
                        answered.add(i);
                    }
                }
            });
            await().atMost(PATIENCE).until(() -> answered.size() > 10);
            RedisServer promoted = set.failOver();
            flow.join();
            // The old one is a replica now, and has thrown away what it alone had.
            List<Integer> kept = promoted.cli("XRANGE", NAMES.history("log:a"), "-", "+")
                    .lines()
                    .map(DurabilityIT::number)
                    .filter(number -> number > 0)
                    .toList();
            assertThat(kept).containsAll(answered);
        }
    }

    /** The data of a publication as redis-cli prints it: a Protobuf field, its length, and digits. */
    private static int number(String line) {
        String digits = line.replaceAll("[^0-9]", "");
        return line.contains("-") || digits.isEmpty() ? 0 : Integer.parseInt(digits);
    }
}
