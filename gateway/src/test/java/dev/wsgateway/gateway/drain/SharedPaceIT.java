package dev.wsgateway.gateway.drain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wsgateway.config.GatewayConfig;
import dev.wsgateway.gateway.redis.RedisLink;
import dev.wsgateway.redis.RedisNames;
import dev.wsgateway.testing.redis.RedisServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SharedPaceIT {
    private static final RedisNames NAMES = new RedisNames("shop", "chat");
    private static final Duration PERIOD = Duration.ofSeconds(10);

    private RedisServer redis;
    private RedisLink link;

    @BeforeEach
    void start() {
        redis = RedisServer.started();
        link = new RedisLink(new GatewayConfig.Redis(redis.url(), null, null), Path.of("."));
        await().until(link::hasAnswered);
    }

    @AfterEach
    void stop() {
        link.close();
        redis.close();
    }

    private SharedPace pace(double perSecond, int own) {
        return new SharedPace(link, NAMES, Ticker.SYSTEM, perSecond, new OwnShare(Ticker.SYSTEM, own, PERIOD));
    }

    @Test
    void gatewaysThatEndTogetherTakeTurnsAtOneRate() throws InterruptedException {
        SharedPace one = pace(100, 500);
        SharedPace other = pace(100, 500);
        List<Grant> grants = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            grants.add(one.next(1000));
            grants.add(other.next(1000));
        }
        assertThat(grants).allSatisfy(grant -> {
            assertThat(grant.count()).isEqualTo(25);
            assertThat(grant.perSecond()).isEqualTo(100);
        });
        grants.sort(Comparator.comparingLong(Grant::start));
        for (int i = 1; i < grants.size(); i++) {
            // The moments are Redis' own; each grant knows them as well as its answer was quick.
            assertThat(Duration.ofNanos(
                            grants.get(i).start() - grants.get(i - 1).start()))
                    .as("grant %d after the one before", i)
                    .isBetween(Duration.ofMillis(250 - 150), Duration.ofMillis(250 + 150));
        }
        assertThat(Duration.ofNanos(grants.getLast().end() - grants.getFirst().start()))
                .isBetween(Duration.ofMillis(5000 - 150), Duration.ofMillis(5000 + 150));
    }

    @Test
    void theHighestRateThatOneWantsIsInForce() throws InterruptedException {
        pace(10, 5).next(1);
        assertThat(pace(40, 5).next(1).perSecond()).isEqualTo(40);
        assertThat(pace(10, 5).next(1).perSecond()).isEqualTo(40);
    }

    @Test
    void grantsNoMoreThanIsWanted() throws InterruptedException {
        assertThat(pace(1000, 5).next(3).count()).isEqualTo(3);
        redis.cli("DEL", NAMES.drain());
        assertThat(pace(0.5, 5).next(3).count()).isEqualTo(1);
    }

    @Test
    void leavesNothingBehindInRedis() throws InterruptedException {
        pace(100, 5).next(1);
        assertThat(Integer.parseInt(redis.cli("PTTL", NAMES.drain()))).isBetween(1, 6000);
    }

    @Test
    void keepsToTheOwnShareWhileRedisIsAway() throws InterruptedException {
        SharedPace pace = pace(100, 50);
        assertThat(pace.next(1000).perSecond()).isEqualTo(100);
        redis.kill();
        await().until(() -> !link.isConnected());
        assertThat(pace.next(1000).perSecond()).isEqualTo(5);
    }

    @Test
    void keepsToTheOwnShareWhileRedisHangs() throws InterruptedException {
        SharedPace pace = pace(100, 50);
        redis.pause();
        assertThat(pace.next(1000).perSecond()).isEqualTo(5);
        redis.resume();
    }
}
