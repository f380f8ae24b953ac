package dev.wsgateway.gateway.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsgateway.config.GatewayConfig;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class BackOffTest {
    private final GatewayConfig.Push push = new GatewayConfig.Push(
            URI.create("http://a/"),
            1,
            1,
            Duration.ofSeconds(1),
            Duration.ofMillis(100),
            Duration.ofSeconds(3),
            "a/b",
            1);
    private final RandomGenerator random = new SplittableRandom(1);

    @Test
    void theWaitDoublesUpToItsMostLessUpToAHalfByChance() {
        for (int failures = 1; failures < 200; failures++) {
            long whole = failures > 5 ? 3000 : 100L << (failures - 1);
            assertThat(BackOff.after(failures, push, null, random).toMillis()).isBetween(whole / 2, whole);
        }
        assertThat(BackOff.after(3, push, null, random)).isNotEqualTo(BackOff.after(3, push, null, random));
    }

    @Test
    void aLongerWishOfTheBackendIsHonouredUpToAnHour() {
        assertThat(BackOff.after(1, push, Duration.ofSeconds(9), random)).isEqualTo(Duration.ofSeconds(9));
        assertThat(BackOff.after(1, push, Duration.ZERO, random)).isPositive();
        assertThat(BackOff.after(1, push, Duration.ofDays(9), random)).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void retryAfterIsSecondsOrADate() {
        Instant now = Instant.parse("2026-11-25T10:00:00Z");
        assertThat(RetryAfter.parse("120", now)).isEqualTo(Duration.ofMinutes(2));
        assertThat(RetryAfter.parse("Wed, 25 Nov 2026 10:00:30 GMT", now)).isEqualTo(Duration.ofSeconds(30));
        assertThat(RetryAfter.parse("Wed, 25 Nov 2026 09:00:00 GMT", now)).isEqualTo(Duration.ZERO);
        assertThat(RetryAfter.parse("soon", now)).isNull();
        assertThat(RetryAfter.parse("-1", now)).isNull();
        assertThat(RetryAfter.parse(null, now)).isNull();
    }
}
