package dev.wsgateway.e2e.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wsgateway.e2e.clients.Fleet.Gateway;
import dev.wsgateway.redis.PublishStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Publishing through the publish stream while gateways are stopped and killed: nothing lost, nothing twice, in order. */
class PublishStreamIT {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final int CHANNELS = 24;
    private static final int ROUNDS = 12;

    private final Fleet fleet = new Fleet(3);
    private final AtomicInteger added = new AtomicInteger();

    @BeforeEach
    void awaitShares() {
        for (int i = 0; i < 3; i++) {
            Gateway gateway = fleet.gateway(i);
            await().atMost(LONG)
                    .untilAsserted(() -> assertThat(gateway.metric("wsgateway_partitions_owned"))
                            .isBetween(5.0, 6.0));
        }
    }

    @AfterEach
    void stop() {
        fleet.close();
    }

    @Test
    void anOwnerThatWasStoppedAndComesBackLateAddsNothingTwice() throws Exception {
        Gateway stopped = fleet.gateway(0);
        for (int round = 0; round < ROUNDS; round++) {
            add(20);
            stopped.pause();
            if (round % 4 == 0) {
                awaitEmpty();
            }
            add(20);
            stopped.resume();
        }
        awaitEmpty();
        judge();
        assertThat(stopped.metric("wsgateway_redis_up")).isEqualTo(1);
    }

    @Test
    void anOwnerThatIsKilledHalfWayLosesAndRepeatsNothing() {
        for (int round = 0; round < 3; round++) {
            Gateway killed = fleet.gateway(round);
            add(60);
            killed.kill();
            add(20);
            killed.start();
            killed.awaitReady();
        }
        awaitEmpty();
        judge();
    }

    /** Adds entries to all channels in turn, the data of each channel counted from 0. */
    private void add(int rounds) {
        for (int i = 0; i < rounds; i++) {
            int number = added.getAndIncrement();
            for (int channel = 0; channel < CHANNELS; channel++) {
                String name = "log:" + channel;
                fleet.redis(
                        "XADD",
                        fleet.names.publishEntries(PublishStream.partitionOf(name)),
                        "*",
                        "channel",
                        name,
                        "data",
                        "\"#" + number + "\"");
            }
        }
    }

    private void awaitEmpty() {
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(IntStream.range(0, PublishStream.PARTITIONS)
                                .mapToObj(partition -> fleet.redis("XLEN", fleet.names.publishEntries(partition))))
                        .containsOnly("0"));
    }

    private void judge() {
        List<String> all =
                IntStream.range(0, added.get()).mapToObj(i -> "#" + i).toList();
        for (int channel = 0; channel < CHANNELS; channel++) {
            assertThat(fleet.redis("XRANGE", fleet.names.history("log:" + channel), "-", "+")
                            .lines()
                            .filter(line -> line.contains("#"))
                            .map(line -> line.substring(line.indexOf('#'), line.lastIndexOf('"')))
                            .toList())
                    .as("log:" + channel)
                    .isEqualTo(all);
        }
    }
}
