package dev.wsgateway.operator.scale;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsgateway.operator.plan.Scaling;
import dev.wsgateway.operator.redis.GatewayLoad;
import dev.wsgateway.operator.redis.RedisObservation;
import dev.wsgateway.operator.redis.RedisProblem;
import dev.wsgateway.operator.scale.Decision.Why;
import dev.wsgateway.redis.RedisNames;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class AutoscalerTest {
    private static final RedisNames CHAT = new RedisNames("shop", "chat");
    private static final Scaling SCALING = new Scaling(2, 9, 100, Duration.ofMinutes(5), Duration.ofSeconds(30));

    private final Autoscaler autoscaler = new Autoscaler(Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));

    @Test
    void isDueOnceTheConnectionsNeedOtherPods() {
        autoscaler.decide(CHAT, SCALING, 2, seen(100, 100));
        assertThat(autoscaler.isDue(CHAT, seen(100, 100))).isFalse();
        assertThat(autoscaler.isDue(CHAT, seen(150, 100))).isTrue();
        assertThat(autoscaler.decide(CHAT, SCALING, 2, seen(150, 100)).replicas())
                .isEqualTo(3);
        assertThat(autoscaler.isDue(CHAT, seen(150, 100))).isFalse();
    }

    @Test
    void isDueForAGatewayThatItDecidesOnOnly() {
        assertThat(autoscaler.isDue(CHAT, seen(999))).isFalse();
        autoscaler.decide(CHAT, SCALING, 2, seen(100, 100));
        autoscaler.forget(CHAT);
        assertThat(autoscaler.isDue(CHAT, seen(999))).isFalse();
    }

    @Test
    void keepsThePodsWhileRedisIsAway() {
        RedisObservation away = new RedisObservation.Unavailable(RedisProblem.UNREACHABLE, "");
        assertThat(autoscaler.decide(CHAT, SCALING, 7, away)).isEqualTo(new Decision(7, Why.UNKNOWN));
        assertThat(autoscaler.decide(CHAT, SCALING, 2, null)).isEqualTo(new Decision(7, Why.UNKNOWN));
    }

    @Test
    void whatSomebodyElseMadeOfTheDeploymentIsNotItsConcern() {
        autoscaler.decide(CHAT, SCALING, 4, seen(100, 100, 100, 100));
        assertThat(autoscaler.decide(CHAT, SCALING, 1, seen(100, 100, 100, 100)).replicas())
                .isEqualTo(4);
    }

    private static RedisObservation seen(long... connections) {
        return new RedisObservation.Available(
                "7.0.15",
                List.of(),
                List.of(),
                LongStream.of(connections)
                        .mapToObj(number -> new GatewayLoad("g", number))
                        .toList());
    }
}
