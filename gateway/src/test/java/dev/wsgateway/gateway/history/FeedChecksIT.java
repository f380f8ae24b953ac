package dev.wsgateway.gateway.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wsgateway.config.GatewayConfig;
import dev.wsgateway.gateway.Configs;
import dev.wsgateway.gateway.hub.Hub;
import dev.wsgateway.gateway.hub.Publication;
import dev.wsgateway.gateway.redis.RedisLink;
import dev.wsgateway.redis.RedisNames;
import dev.wsgateway.testing.redis.RedisServer;
import io.netty.buffer.Unpooled;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FeedChecksIT {
    private static final GatewayConfig.History HISTORY =
            new GatewayConfig.History(100, Duration.ofMinutes(5), Duration.ofMinutes(1));

    private final FeedChecks checks = new FeedChecks();
    private final FeedEvents events = new FeedEvents(Clock.systemUTC());
    private RedisServer redis;
    private RedisLink link;
    private HistoryStore store;

    @BeforeEach
    void start() {
        redis = RedisServer.started();
        link = new RedisLink(Configs.config(redis.url()).build().redis(), Path.of("."));
        store = new HistoryStore(
                link, new RedisNames("default", "chat"), () -> UUID.randomUUID().toString());
        await().until(link::hasAnswered);
    }

    @AfterEach
    void stop() {
        link.close();
        redis.close();
    }

    @Test
    void readsAllFeedsAgainAfterTheLinkWasLostWhileManyWereDue() {
        List<Feed> feeds = IntStream.range(0, 5_000)
                .mapToObj(number -> feed("news:" + number))
                .toList();
        redis.pause();
        feeds.forEach(checks::check);
        redis.kill();
        await().until(() -> !link.isConnected());
        redis.start();
        await().until(link::isConnected);
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            checks.sweep(feeds);
            assertThat(feeds.stream().filter(feed -> feed.silentNanos() > 0)).isEmpty();
        });
    }

    @Test
    void aFeedThatWasCheckedBeforeItStartedLosesNothing() {
        Feed feed = feed("news:1");
        redis.pause();
        feed.check();
        // Its publication arrives when the check's read has ended and one that start() sent side by side has not.
        var published = store.read("news:1", HISTORY, -1, 1, 1)
                .thenAccept(snapshot -> feed.receive(
                        new Publication("news:1", new byte[0], null, Map.of(), 1),
                        snapshot.position().epoch()))
                .toCompletableFuture();
        var started = feed.start().toCompletableFuture();
        redis.resume();
        await().until(() -> started.isDone() && published.isDone());
        // Its answer comes behind those of all reads that were sent so far.
        store.read("news:1", HISTORY, -1, 1, 1).toCompletableFuture().join();
        assertThat(events.losses()).isZero();
    }

    private Feed feed(String channel) {
        Hub hub = new Hub((publication, framing) -> Unpooled.EMPTY_BUFFER);
        return new Feed(channel, store, HISTORY, hub, events, () -> 0);
    }
}
