package dev.wsgateway.gateway.history;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wsgateway.config.GatewayConfig;
import dev.wsgateway.gateway.Configs;
import dev.wsgateway.gateway.history.Conditions.Version;
import dev.wsgateway.gateway.history.Published.Outcome;
import dev.wsgateway.gateway.hub.Publication;
import dev.wsgateway.gateway.redis.RedisLink;
import dev.wsgateway.redis.RedisNames;
import dev.wsgateway.testing.redis.RedisServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A state that is older than the last one published is not published, on a real Redis. */
class VersionsIT {
    private static final RedisNames NAMES = new RedisNames("shop", "chat");
    private static final String CHANNEL = "row:a";
    private static final GatewayConfig.History HISTORY =
            new GatewayConfig.History(100, Duration.ofMinutes(5), Duration.ofMinutes(1));
    private static RedisServer redis;
    private static RedisLink link;
    private static HistoryStore store;

    @BeforeAll
    static void start() {
        redis = RedisServer.started();
        link = new RedisLink(Configs.config(redis.url()).build().redis(), Path.of("."));
        store = new HistoryStore(link, NAMES, () -> UUID.randomUUID().toString());
        await().until(link::hasAnswered);
    }

    @AfterAll
    static void stop() {
        link.close();
        redis.close();
    }

    @BeforeEach
    void empty() {
        redis.cli("FLUSHALL");
    }

    @Test
    void anOlderOrEqualVersionIsNotPublished() {
        assertThat(publish("k", 7, "").outcome()).isEqualTo(Outcome.PUBLISHED);
        assertThat(publish("k", 7, "")).returns(Outcome.STALE, Published::outcome);
        Published last = publish("k", 10, "");
        Published stale = publish("k", 9, "");
        assertThat(stale).isEqualTo(new Published(last.position(), Outcome.STALE));
        assertThat(redis.cli("XLEN", NAMES.history(CHANNEL))).isEqualTo("2");
    }

    @Test
    void eachKeyHasAVersionOfItsOwnAndSoHasTheChannel() {
        assertThat(publish("a", 5, "").outcome()).isEqualTo(Outcome.PUBLISHED);
        assertThat(publish("b", 3, "").outcome()).isEqualTo(Outcome.PUBLISHED);
        assertThat(publish("", 1, "").outcome()).isEqualTo(Outcome.PUBLISHED);
        assertThat(publish("a", 4, "").outcome()).isEqualTo(Outcome.STALE);
        assertThat(publish("", 1, "").outcome()).isEqualTo(Outcome.STALE);
    }

    @Test
    void aPublicationWithoutAVersionIsPublishedAndChangesNone() {
        publish("k", 5, "");
        assertThat(publish("k", null).outcome()).isEqualTo(Outcome.PUBLISHED);
        assertThat(publish("k", 5, "").outcome()).isEqualTo(Outcome.STALE);
    }

    @Test
    void anotherEpochIsNewerWhateverTheNumber() {
        publish("k", 500, "first life");
        assertThat(publish("k", 400, "").outcome()).isEqualTo(Outcome.STALE);
        assertThat(publish("k", 1, "second life").outcome()).isEqualTo(Outcome.PUBLISHED);
        assertThat(publish("k", 1, "second life").outcome()).isEqualTo(Outcome.STALE);
    }

    @Test
    void largeVersionsAreComparedToTheLastDigit() {
        publish("k", Long.MAX_VALUE - 1, "");
        assertThat(publish("k", Long.MAX_VALUE - 2, "").outcome()).isEqualTo(Outcome.STALE);
        assertThat(publish("k", Long.MAX_VALUE, "").outcome()).isEqualTo(Outcome.PUBLISHED);
    }

    @Test
    void aRetryUnderAnIdempotencyKeyHasTheFirstResultRatherThanStale() {
        Conditions once = new Conditions("try", new Version(5, ""));
        Published first = publish("k", once);
        assertThat(publish("k", once)).isEqualTo(new Published(first.position(), Outcome.REPEATED));
        assertThat(publish("k", new Conditions("another", new Version(5, ""))).outcome())
                .isEqualTo(Outcome.STALE);
    }

    @Test
    void remembersSoManyKeysAndRefusesOneMoreRatherThanForgetOne() {
        // Not all at once: a loaded machine takes longer for that than a command may.
        for (int first = 0; first < 10_000; first += 500) {
            CompletableFuture<?>[] some = IntStream.range(first, first + 500)
                    .mapToObj(i -> store.publish(
                                    publication("key " + i), HISTORY, new Conditions(null, new Version(2, "")))
                            .toCompletableFuture())
                    .toArray(CompletableFuture[]::new);
            CompletableFuture.allOf(some).join();
        }
        assertThat(publish("one more", 1, "").outcome()).isEqualTo(Outcome.TOO_MANY_KEYS);
        assertThat(publish("key 0", 1, "").outcome()).isEqualTo(Outcome.STALE);
        assertThat(publish("key 0", 3, "").outcome()).isEqualTo(Outcome.PUBLISHED);
        assertThat(publish("one more", null).outcome()).isEqualTo(Outcome.PUBLISHED);
    }

    @Test
    void aKeyThatWasNotPublishedForSevenDaysMakesRoom() {
        publish("old", 5, "");
        publish("young", 5, "");
        long eightDaysAgo = System.currentTimeMillis() - Duration.ofDays(8).toMillis();
        redis.cli("ZADD", NAMES.versionAges(CHANNEL), Long.toString(eightDaysAgo), "old");
        publish("other", 1, "");
        assertThat(redis.cli("HKEYS", NAMES.versions(CHANNEL)).lines()).containsExactlyInAnyOrder("young", "other");
        assertThat(redis.cli("ZCARD", NAMES.versionAges(CHANNEL))).isEqualTo("2");
        assertThat(Long.parseLong(redis.cli("PTTL", NAMES.versions(CHANNEL)))).isPositive();
    }

    private static Published publish(String key, long version, String epoch) {
        return publish(key, new Conditions(null, new Version(version, epoch)));
    }

    private static Published publish(String key, @Nullable Conditions conditions) {
        return store.publish(publication(key), HISTORY, conditions == null ? Conditions.NONE : conditions)
                .toCompletableFuture()
                .join();
    }

    private static Publication publication(String key) {
        return new Publication(CHANNEL, key, "1".getBytes(UTF_8), null, Map.of(), 0);
    }
}
