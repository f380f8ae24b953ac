package dev.wsgateway.operator.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsgateway.operator.redis.RedisObservation.Available;
import dev.wsgateway.operator.redis.RedisObservation.Unavailable;
import dev.wsgateway.redis.GatewayReport;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PublicationTest {
    private static final Instant T0 = Instant.EPOCH;
    private static final Instant DUE = T0.plus(Publication.PACE);

    @Test
    void keepsACounterThatMovedBelowOnePercent() {
        Publication told = new Publication(seen(1000, 5L), T0);
        assertThat(told.next(seen(1009, 5L), DUE)).isSameAs(told);
    }

    @Test
    void tellsACounterThatMovedOnePercent() {
        Publication told = new Publication(seen(1000, 5L), T0);
        assertThat(told.next(seen(1010, 5L), DUE).observation()).isEqualTo(seen(1010, 5L));
        assertThat(told.next(seen(990, 5L), DUE).observation()).isEqualTo(seen(990, 5L));
    }

    @Test
    void keepsCountersUntilTheirPaceIsDue() {
        Publication told = new Publication(seen(1000, 5L), T0);
        assertThat(told.next(seen(5000, 5L), DUE.minusMillis(1))).isSameAs(told);
    }

    @Test
    void tellsMovesToAndFromZeroAndUnknown() {
        assertThat(new Publication(seen(0, 0L), T0).next(seen(1, 0L), DUE).observation())
                .isEqualTo(seen(1, 0L));
        assertThat(new Publication(seen(1, 1L), T0).next(seen(1, 0L), DUE).observation())
                .isEqualTo(seen(1, 0L));
        assertThat(new Publication(seen(1, 1L), T0).next(seen(1, null), DUE).observation())
                .isEqualTo(seen(1, null));
    }

    @Test
    void tellsOfThePublishStreamAtItsPace() {
        Available none = seen(1, 1L);
        Available some = new Available(
                none.version(),
                none.groups(),
                none.faults(),
                none.gateways(),
                new GatewayReport.Share(16, 0, 1),
                List.of());
        assertThat(new Publication(none, T0).next(some, T0).observation()).isEqualTo(none);
        assertThat(new Publication(none, T0).next(some, DUE).observation()).isEqualTo(some);
        Available more = new Available(
                none.version(),
                none.groups(),
                none.faults(),
                none.gateways(),
                new GatewayReport.Share(16, 5, 1),
                List.of());
        assertThat(new Publication(some, T0).next(more, DUE).observation()).isEqualTo(more);
    }

    @Test
    void tellsADrainAtOnceAndItsProgressEveryFiveSeconds() {
        Available before = new Available("7.0.15", List.of(), List.of(), List.of(new GatewayLoad("g", 100)));
        Publication told = new Publication(before, T0).next(draining(100), T0);
        assertThat(told.observation()).isEqualTo(draining(100));
        assertThat(told.next(draining(50), T0.plusSeconds(4))).isSameAs(told);
        assertThat(told.next(draining(50), T0.plusSeconds(5)).observation()).isEqualTo(draining(50));
        assertThat(told.next(before, T0.plusSeconds(1)).observation()).isEqualTo(before);
    }

    @Test
    void tellsALossOfPublicationsAtThePaceOfCounters() {
        Publication told = new Publication(lost(5), T0);
        assertThat(told.next(lost(6), DUE.minusMillis(1))).isSameAs(told);
        assertThat(told.next(lost(6), DUE).observation()).isEqualTo(lost(6));
    }

    @Test
    void tellsTheLossOfRedisAtOnce() {
        Unavailable lost = new Unavailable(RedisProblem.UNREACHABLE, "connection refused");
        assertThat(new Publication(seen(1, 1L), T0).next(lost, T0).observation())
                .isEqualTo(lost);
    }

    @Test
    void otherWordsForTheSameProblemAreNotNews() {
        Publication told = new Publication(new Unavailable(RedisProblem.UNREACHABLE, "connection refused"), T0);
        assertThat(told.next(new Unavailable(RedisProblem.UNREACHABLE, "timed out"), DUE))
                .isSameAs(told);
    }

    private static Available seen(long connections, @Nullable Long lag) {
        return new Available(
                "7.0.15",
                List.of(new GroupState("orders", "service", lag, 0, 0)),
                List.of(),
                List.of(new GatewayLoad("g", connections)));
    }

    private static Available draining(long left) {
        return new Available(
                "7.0.15",
                List.of(),
                List.of(),
                List.of(new GatewayLoad("g", left, new GatewayReport.Draining(0, 100), null)));
    }

    private static Available lost(long at) {
        return new Available(
                "7.0.15",
                List.of(),
                List.of(),
                List.of(new GatewayLoad("g", 1, null, new GatewayReport.Losses(1, at))));
    }
}
