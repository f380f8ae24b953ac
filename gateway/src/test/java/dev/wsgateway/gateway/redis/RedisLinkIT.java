package dev.wsgateway.gateway.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wsgateway.gateway.Configs;
import dev.wsgateway.testing.redis.RedisServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RedisLinkIT {
    private RedisServer redis;
    private RedisLink link;

    @BeforeEach
    void start() {
        redis = RedisServer.started();
        link = new RedisLink(Configs.config(redis.url()).build().redis(), Path.of("."));
        await().atMost(Duration.ofSeconds(30)).until(link::hasAnswered);
    }

    @AfterEach
    void stop() {
        link.close();
        redis.close();
    }

    @Test
    void queuesLittleForARedisThatHangsAndGoesOnWhenItAnswers() {
        redis.pause();
        byte[] message = new byte[1 << 18];
        AtomicInteger sent = new AtomicInteger();
        await().pollInterval(Duration.ofMillis(5)).until(() -> {
            sent.incrementAndGet();
            CompletableFuture<Long> publishing = publish(message);
            return publishing.isCompletedExceptionally()
                    && String.valueOf(publishing.exceptionNow().getMessage()).contains("does not keep up");
        });
        assertThat(sent.get() * (long) message.length).isLessThan(128L << 20);
        redis.resume();
        await().atMost(Duration.ofSeconds(20))
                .ignoreExceptions()
                .untilAsserted(() -> publish(message).join());
    }

    @Test
    void hasAnsweredOnceThoseWhoWaitForPubSubHaveRun() {
        redis.stop();
        try (RedisLink late = new RedisLink(Configs.config(redis.url()).build().redis(), Path.of("."))) {
            AtomicReference<Boolean> answeredBefore = new AtomicReference<>();
            var _ = late.pubSub().thenRun(() -> answeredBefore.set(late.hasAnswered()));
            redis.start();
            await().atMost(Duration.ofSeconds(30)).until(late::hasAnswered);
            assertThat(answeredBefore).hasValue(false);
        }
    }

    private CompletableFuture<Long> publish(byte[] message) {
        return link.publish("channel", message).toCompletableFuture();
    }
}
