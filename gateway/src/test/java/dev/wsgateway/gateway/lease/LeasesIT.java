package dev.wsgateway.gateway.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wsgateway.gateway.Configs;
import dev.wsgateway.gateway.redis.RedisLink;
import dev.wsgateway.testing.redis.RedisServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LeasesIT {
    private static final int PARTITIONS = 64;
    private static final Duration LONG = Duration.ofSeconds(30);

    private final RedisServer redis = RedisServer.started();
    private final List<Pod> pods = new ArrayList<>();
    private final Map<Integer, ConcurrentLinkedQueue<Long>> tokens = new ConcurrentHashMap<>();

    @AfterEach
    void stop() {
        pods.forEach(Pod::close);
        redis.close();
    }

    @Test
    void podsShareEvenlyAndAgainWhenOneJoinsAndLeaves() {
        new Pod("one");
        awaitShares(64);
        Pod two = new Pod("two");
        awaitShares(32, 32);
        new Pod("three");
        new Pod("four");
        awaitShares(16, 16, 16, 16);
        two.leases.close();
        assertThat(two.owned.values()).allMatch(share -> share.stopped);
        pods.remove(two);
        awaitShares(21, 22, 21);
        two.link.close();
        tokens.values().forEach(all -> assertThat(List.copyOf(all)).isSorted().doesNotHaveDuplicates());
    }

    @Test
    void whatADeadPodOwnedIsTakenOverAndItsLeasesHaveEndedByThen() {
        Pod dead = new Pod("dead");
        awaitShares(64);
        dead.link.close();
        Pod heir = new Pod("heir");
        await().atMost(LONG).untilAsserted(() -> assertThat(heir.running()).isEqualTo(PARTITIONS));
        assertThat(dead.owned.values()).noneMatch(share -> share.lease.isHeld());
        assertThat(heir.owned.values()).noneMatch(share -> share.lease.tookOverInQuiet());
        tokens.values()
                .forEach(all ->
                        assertThat(List.copyOf(all)).hasSize(2).isSorted().doesNotHaveDuplicates());
        await().untilAsserted(() -> assertThat(redis.cli("HLEN", "members")).isEqualTo("1"));
    }

    @Test
    void aRedisThatWasAwayChangesNoOwner() {
        Pod one = new Pod("one");
        Pod two = new Pod("two");
        awaitShares(32, 32);
        var before = one.partitions();
        redis.pause();
        await().atMost(LONG).until(() -> one.owned.values().stream().noneMatch(share -> share.lease.isHeld()));
        redis.resume();
        awaitShares(32, 32);
        assertThat(one.partitions()).isEqualTo(before);
        assertThat(two.partitions()).doesNotContainAnyElementsOf(before);
    }

    @Test
    void tokensGrowEvenWhereRedisLostThem() {
        new Pod("one");
        awaitShares(64);
        redis.cli("FLUSHALL");
        new Pod("two");
        awaitShares(32, 32);
        tokens.values().forEach(all -> assertThat(List.copyOf(all)).isSorted().doesNotHaveDuplicates());
    }

    @Test
    void anIdlePodSendsOneCommandASecond() {
        new Pod("one");
        new Pod("two");
        awaitShares(32, 32);
        long before = commands();
        await().pollDelay(Duration.ofSeconds(4)).until(() -> true);
        // Each beat is a script, counted with the three commands in it.
        assertThat(commands() - before).isLessThan(2 * 5 * 4 + 5);
    }

    private long commands() {
        return redis.cli("INFO", "stats")
                .lines()
                .filter(line -> line.startsWith("total_commands_processed:"))
                .mapToLong(line -> Long.parseLong(line.substring(line.indexOf(':') + 1)))
                .sum();
    }

    private void awaitShares(Integer... expected) {
        await().atMost(LONG).untilAsserted(() -> {
            List<List<Integer>> partitions = pods.stream().map(Pod::partitions).toList();
            assertThat(partitions).extracting(List::size).containsExactlyInAnyOrder(expected);
            assertThat(partitions.stream().flatMap(List::stream))
                    .hasSize(PARTITIONS)
                    .doesNotHaveDuplicates();
        });
    }

    private static final class Share implements Shares.Work {
        final Lease lease;
        volatile boolean stopped;

        Share(Lease lease) {
            this.lease = lease;
        }

        @Override
        public CompletionStage<Boolean> stop() {
            stopped = true;
            return CompletableFuture.completedFuture(true);
        }
    }

    private final class Pod implements Shares {
        final Map<Integer, Share> owned = new ConcurrentHashMap<>();
        final RedisLink link = new RedisLink(Configs.config(redis.url()).build().redis(), Path.of("/"));
        final Leases leases;

        Pod(String name) {
            pods.add(this);
            leases = new Leases(link, "members", name, () -> List.of(this), System::nanoTime);
        }

        @Override
        public String name() {
            return "work";
        }

        @Override
        public List<String> leaseKeys() {
            return IntStream.range(0, PARTITIONS).mapToObj(i -> "lease:" + i).toList();
        }

        @Override
        public Work start(int partition, Lease lease) {
            Share share = new Share(lease);
            owned.put(partition, share);
            tokens.computeIfAbsent(partition, i -> new ConcurrentLinkedQueue<>())
                    .add(Long.parseLong(lease.token()));
            return share;
        }

        int running() {
            return partitions().size();
        }

        List<Integer> partitions() {
            return owned.entrySet().stream()
                    .filter(e -> !e.getValue().stopped && e.getValue().lease.isHeld())
                    .map(Map.Entry::getKey)
                    .sorted()
                    .toList();
        }

        void close() {
            leases.close();
            link.close();
        }
    }
}
