package dev.wsgateway.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wsgateway.bench.contender.GatewayFiles;
import dev.wsgateway.bench.load.Interval;
import dev.wsgateway.bench.load.Publisher;
import dev.wsgateway.bench.load.Sockets;
import dev.wsgateway.gateway.GatewayProcess;
import dev.wsgateway.gateway.Options;
import dev.wsgateway.testing.redis.RedisServer;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What no run may lose, whatever the machine is busy with: memory, not time. */
class BenchSmokeIT {
    private static final com.sun.management.ThreadMXBean THREADS =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final List<String> CHANNEL = List.of("news:x");
    private static final int PUBLICATIONS = 100;

    private final Path directory = temporary();
    private final RedisServer redis = RedisServer.started();
    private final GatewayProcess gateway = gateway();

    private static Path temporary() {
        try {
            return Files.createTempDirectory("bench-smoke");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    // Without pings while it runs: they would be counted with the deliveries.
    private GatewayProcess gateway() {
        GatewayFiles.write(directory, redis.port(), true, 3600);
        GatewayProcess process = GatewayProcess.start(new Options(
                directory.resolve("config"), directory.resolve("secrets"), "n", "127.0.0.1", 0, 0, null, null));
        await().atMost(Duration.ofSeconds(20)).until(process::isReady);
        return process;
    }

    @AfterEach
    void stop() {
        gateway.close();
        redis.close();
    }

    @Test
    void aDeliveryAllocatesNothing() {
        long few = allocated(10);
        long many = allocated(1000);
        double perDelivery = (many - few) / (990.0 * PUBLICATIONS);
        // Not 0: a client that is slow for a moment has something queued, which takes an object.
        assertThat(perDelivery).as("bytes allocated per delivery").isLessThan(2);
    }

    /** Bytes that the gateway's event loops allocate while they hand publications to so many sockets. */
    private long allocated(int count) {
        try (Sockets sockets = sockets(count);
                Publisher publisher = new Publisher(gateway.apiPort(), 1, 128)) {
            sockets.open();
            publisher.publish(CHANNEL, 50, 0.5);
            awaitAll(sockets, count, 25);
            long before = allocatedByEventLoops();
            publisher.publish(CHANNEL, PUBLICATIONS, 1);
            awaitAll(sockets, count, 25 + PUBLICATIONS);
            return allocatedByEventLoops() - before;
        }
    }

    private static void awaitAll(Sockets sockets, int count, int publications) {
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            Interval interval = sockets.interval();
            assertThat(interval.failure()).isEmpty();
            assertThat(interval.total()).isEqualTo((long) count * publications);
        });
    }

    private static long allocatedByEventLoops() {
        return Arrays.stream(THREADS.getThreadInfo(THREADS.getAllThreadIds()))
                .filter(thread -> thread != null && thread.getThreadName().startsWith("io-"))
                .mapToLong(thread -> THREADS.getThreadAllocatedBytes(thread.getThreadId()))
                .sum();
    }

    @Test
    void aConnectionTakesLittleHeap() {
        try (Sockets first = sockets(200);
                Sockets more = sockets(2000)) {
            first.open();
            long before = usedHeap();
            more.open();
            double perConnection = (usedHeap() - before) / 2000.0;
            assertThat(perConnection).as("bytes of heap per connection").isBetween(500.0, 4096.0);
        }
    }

    private Sockets sockets(int count) {
        return new Sockets(
                new Sockets.Plan("centrifugal", List.of(gateway.websocketPort()), count, "news:x", 1, 128), directory);
    }

    private static long usedHeap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
