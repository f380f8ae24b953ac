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
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * What clients see when Redis restarts, fails over or is resharded: all of it where nothing was lost, and the truth where
 * something was. Two gateways, one to publish at and one to be subscribed at.
 */
class FailoverIT {
    private static final String CHANNEL = "log:a";
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    /** Two gateways, and a client that follows the channel through the second of them. */
    private static final class Scene implements AutoCloseable {
        final RunningGateway publisher;
        final RunningGateway subscriber;
        final Follower follower;
        /** The epoch that the channel began in. */
        final String epoch;

        Scene(String url) {
            GatewayConfig config = Configs.config(url)
                    .pings(Duration.ofMinutes(5), Duration.ofMinutes(1))
                    .channels(List.of(new GatewayConfig.Channel(
                            "log",
                            Access.ANYONE,
                            Access.NOBODY,
                            DataFormat.JSON,
                            new GatewayConfig.History(1000, Duration.ofMinutes(5), Duration.ofMinutes(5)))))
                    .build();
            publisher = RunningGateway.ready("publisher", config);
            subscriber = RunningGateway.ready("subscriber", config);
            follower = new Follower(subscriber, CHANNEL);
            epoch = follower.epoch();
        }

        void publish(int from, int to) {
            IntStream.rangeClosed(from, to).forEach(number -> Follower.publish(publisher, CHANNEL, number));
        }

        /** Publishes 6, of which the replica that becomes the master has 3. */
        void publishAndLoseAfter3(RedisSentinels set) {
            publish(1, 3);
            RedisServer replica = set.replicas().getFirst();
            replica.awaitInSync(set.master());
            replica.fallBehind(set.master());
            publish(4, 6);
            set.killMaster();
        }

        /** Nothing was lost to anybody, neither to the client that stayed nor to one that comes back from the start. */
        void assertWhole(int last) {
            List<Integer> all = IntStream.rangeClosed(1, last).boxed().toList();
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(follower.follow()).isEqualTo(all));
            assertThat(follower.isTold()).isFalse();
            String back = Follower.recover(subscriber, CHANNEL, epoch, 1);
            assertThat(back).contains("\"recovered\":true").contains("\"offset\":" + last);
            for (String gateway : List.of(metrics(publisher), metrics(subscriber))) {
                assertThat(gateway).contains("\nwsgateway_history_losses_total 0.0\n");
            }
        }

        /** Both the client that stayed and one that comes back are told of the loss. */
        void assertTold(long offset) {
            await().atMost(PATIENCE).until(() -> {
                follower.follow();
                return follower.isTold();
            });
            assertThat(Follower.recover(subscriber, CHANNEL, epoch, offset))
                    .contains("\"was_recovering\":true")
                    .doesNotContain("\"recovered\":true")
                    .doesNotContain("\"data\"");
            assertThat(metrics(subscriber)).contains("\nwsgateway_history_losses_total 1.0\n");
        }

        private static String metrics(RunningGateway gateway) {
            return gateway.get("/metrics").body();
        }

        @Override
        public void close() {
            follower.close();
            publisher.close();
            subscriber.close();
        }
    }

    @Test
    void aRestartThatKeptEverythingIsRecovered() {
        try (RedisServer redis = RedisServer.started();
                Scene scene = new Scene(redis.url())) {
            scene.publish(1, 3);
            String before = redis.info("master_replid");
            redis.restart();
            assertThat(redis.info("master_replid")).isNotEqualTo(before);
            scene.publish(4, 6);
            scene.assertWhole(6);
        }
    }

    @Test
    void aRestartWithoutTheDataIsTold() {
        try (RedisServer redis = RedisServer.started();
                Scene scene = new Scene(redis.url())) {
            scene.publish(1, 3);
            redis.restartEmpty();
            scene.publish(4, 4);
            scene.assertTold(3);
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(redis.cli("GET", "wsg:{shop/chat}:report:subscriber"))
                            .contains("\"losses\":{\"count\":1,\"last\":"));
        }
    }

    @Test
    void anExpiredBacklogOfAHealthyMasterIsRecovered() {
        try (RedisServer master = RedisServer.started("--repl-backlog-ttl", "1");
                RedisServer replica = RedisServer.started();
                Scene scene = new Scene(master.url())) {
            scene.publish(1, 3);
            replica.replicate(master);
            String before = master.info("master_replid");
            replica.kill();
            await().atMost(PATIENCE).until(() -> !master.info("master_replid").equals(before));
            scene.publish(4, 6);
            scene.assertWhole(6);
        }
    }

    @Test
    void aPromotionOfAReplicaThatHasEverythingIsRecovered() {
        try (RedisSentinels set = RedisSentinels.started(1);
                Scene scene = new Scene(RedisUrls.of(set))) {
            scene.publish(1, 3);
            set.replicas().getFirst().awaitInSync(set.master());
            set.killMaster();
            scene.publish(4, 6);
            scene.assertWhole(6);
        }
    }

    @Test
    void aPlannedFailoverIsRecoveredOnceTheOldMasterIsAReplica() {
        try (RedisSentinels set = RedisSentinels.started(1);
                Scene scene = new Scene(RedisUrls.of(set))) {
            scene.publish(1, 3);
            RedisServer old = set.master();
            set.replicas().getFirst().awaitInSync(old);
            RedisServer promoted = set.failOver();
            // Until then it takes writes, which are lost.
            await().atMost(PATIENCE).until(() -> old.info("role").equals("slave"));
            scene.publish(4, 6);
            assertThat(promoted.cli("XLEN", "wsg:{shop/chat/c/" + CHANNEL + "}:history"))
                    .isEqualTo("6");
            scene.assertWhole(6);
        }
    }

    @Test
    void aPromotionOfAReplicaThatLaggedIsTold() {
        try (RedisSentinels set = RedisSentinels.started(1);
                Scene scene = new Scene(RedisUrls.of(set))) {
            scene.publishAndLoseAfter3(set);
            // Offset 4 for the second time: the client has another publication under it.
            assertThat(Follower.publish(scene.publisher, CHANNEL, 7)).isEqualTo(4);
            scene.assertTold(6);
        }
    }

    @Test
    void aLostTailIsToldThoughNobodyPublishesAgain() {
        try (RedisSentinels set = RedisSentinels.started(1);
                Scene scene = new Scene(RedisUrls.of(set))) {
            scene.publishAndLoseAfter3(set);
            scene.assertTold(6);
        }
    }

    @Test
    void aClusterThatIsReshardedWhileMessagesFlowLosesNothing() throws InterruptedException {
        try (RedisCluster cluster = RedisCluster.started();
                Scene scene = new Scene(RedisUrls.of(cluster))) {
            int slot = cluster.slot("wsg:{shop/chat/c/" + CHANNEL + "}:meta");
            RedisServer home = cluster.owner(slot);
            RedisServer other = cluster.otherThan(home);
            scene.publish(1, 20);
            Thread flow = Thread.ofVirtual().start(() -> scene.publish(21, 400));
            cluster.move(slot, other);
            cluster.beginMove(slot, other, home);
            // Keys one by one, so that some are here and some are there while scripts ask for all of them.
            while (cluster.moveKeys(slot, 1, other, home) > 0) {
                assertThat(flow.isAlive()).isTrue();
            }
            cluster.endMove(slot, other, home);
            cluster.move(slot, other);
            flow.join();
            scene.assertWhole(400);
        }
    }

    @Test
    void aShardThatFailsOverWithoutLossIsRecovered() {
        try (RedisCluster cluster = RedisCluster.started(1, RedisOptions.standard());
                Scene scene = new Scene(RedisUrls.of(cluster))) {
            RedisServer master = cluster.ownerOf("wsg:{shop/chat/c/" + CHANNEL + "}:meta");
            scene.publish(1, 3);
            RedisServer promoted = cluster.failOver(master);
            scene.publish(4, 6);
            promoted.cli("WAIT", "1", "5000");
            promoted.kill();
            scene.publish(7, 9);
            scene.assertWhole(9);
        }
    }
}
