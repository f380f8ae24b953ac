package dev.wsgateway.operator.scale;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsgateway.operator.plan.Scaling;
import dev.wsgateway.operator.redis.GatewayLoad;
import dev.wsgateway.operator.scale.Decision.Why;
import dev.wsgateway.redis.GatewayReport;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ScaleTest {
    private static final Duration WINDOW = Duration.ofMinutes(5);
    private static final Scaling SCALING = new Scaling(2, 50, 100, WINDOW, Duration.ofSeconds(30));
    private static final Instant T0 = Instant.EPOCH;
    private static final Instant DUE = T0.plus(WINDOW);

    @Test
    void addsPodsAtOnce() {
        assertThat(decide(new Scale(2, T0), loads(100, 101), T0)).isEqualTo(3);
        assertThat(decide(new Scale(2, T0), loads(1000, 1000), T0)).isEqualTo(20);
    }

    @Test
    void addsPodsForWhatSomePodsReportAlthoughOthersDoNot() {
        assertThat(new Scale(4, T0).decide(SCALING, loads(450), T0)).isEqualTo(new Decision(5, Why.UNKNOWN));
    }

    @Test
    void keepsWithinTheBounds() {
        assertThat(new Scale(2, T0).decide(SCALING, loads(5_001), T0)).isEqualTo(new Decision(50, Why.MAXIMUM));
        assertThat(decide(new Scale(1, T0), loads(), T0)).isEqualTo(2);
        assertThat(decide(new Scale(99, T0), loads(), T0)).isEqualTo(50);
        assertThat(new Scale(99, T0).keep(SCALING)).isEqualTo(new Decision(50, Why.UNKNOWN));
    }

    @Test
    void takesAPodOnlyOnceTheWindowHasPassed() {
        Scale scale = new Scale(3, T0);
        assertThat(decide(scale, loads(60, 60, 60), T0)).isEqualTo(3);
        assertThat(decide(scale, loads(60, 60, 60), DUE.minusMillis(1))).isEqualTo(3);
        assertThat(decide(scale, loads(60, 60, 60), DUE)).isEqualTo(2);
    }

    @Test
    void aPeakWithinTheWindowKeepsThePods() {
        Scale scale = new Scale(3, T0);
        decide(scale, loads(60, 60, 60), T0);
        decide(scale, loads(100, 100, 90), T0.plusSeconds(60));
        assertThat(decide(scale, loads(60, 60, 60), DUE.plusSeconds(59))).isEqualTo(3);
        assertThat(decide(scale, loads(60, 60, 60), DUE.plusSeconds(61))).isEqualTo(2);
    }

    @Test
    void takesATenthAtATimeAndWaitsForTheDrainInBetween() {
        Scale scale = new Scale(30, T0);
        assertThat(decide(scale, equal(30), T0)).isEqualTo(30);
        assertThat(decide(scale, equal(30), DUE)).isEqualTo(27);
        assertThat(decide(scale, equal(30), DUE.plusSeconds(29))).isEqualTo(27);
        List<GatewayLoad> draining = new ArrayList<>(equal(27));
        draining.add(new GatewayLoad("late", 1, new GatewayReport.Draining(0, 10), null));
        assertThat(decide(scale, draining, DUE.plusSeconds(30))).isEqualTo(27);
        assertThat(decide(scale, equal(27), DUE.plusSeconds(31))).isEqualTo(25);
    }

    @Test
    void takesNoPodWhileOneDoesNotReport() {
        Scale scale = new Scale(3, T0);
        decide(scale, loads(60, 60), T0);
        assertThat(scale.decide(SCALING, loads(60, 60), DUE)).isEqualTo(new Decision(3, Why.UNKNOWN));
    }

    @Test
    void clientsThatAreCountedTwiceWhileTheyMoveAddNoPod() {
        GatewayLoad draining = new GatewayLoad("old", 40, new GatewayReport.Draining(0, 100), null);
        GatewayLoad staying = new GatewayLoad("new", 100);
        GatewayLoad another = new GatewayLoad("other", 75);
        assertThat(decide(new Scale(2, T0), List.of(draining, staying, another), T0))
                .isEqualTo(2);
        assertThat(decide(new Scale(2, T0), loads(40, 100, 75), T0)).isEqualTo(3);
    }

    private static int decide(Scale scale, List<GatewayLoad> loads, Instant now) {
        return scale.decide(SCALING, loads, now).replicas();
    }

    private static List<GatewayLoad> equal(int pods) {
        return Collections.nCopies(pods, new GatewayLoad("g", 10));
    }

    private static List<GatewayLoad> loads(long... connections) {
        return LongStream.of(connections)
                .mapToObj(number -> new GatewayLoad("g", number))
                .toList();
    }
}
