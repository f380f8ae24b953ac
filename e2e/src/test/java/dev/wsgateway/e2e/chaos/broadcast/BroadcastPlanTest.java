package dev.wsgateway.e2e.chaos.broadcast;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsgateway.e2e.chaos.faults.Fault;
import dev.wsgateway.e2e.chaos.faults.Fault.Kind;
import dev.wsgateway.e2e.chaos.history.Event.Promise;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class BroadcastPlanTest {
    private static final long MILLIS = 20_000;

    @Test
    void isAFunctionOfTheSeed() {
        for (long seed = 0; seed < 100; seed++) {
            assertThat(BroadcastPlan.of(seed, MILLIS)).isEqualTo(BroadcastPlan.of(seed, MILLIS));
        }
        assertThat(plans().stream().distinct()).hasSize(200);
    }

    @Test
    void breaksEverythingInSomeRunAndForgetsOnlyWhereThatMayBe() {
        Set<Kind> kinds = EnumSet.noneOf(Kind.class);
        for (BroadcastPlan plan : plans()) {
            plan.faults().forEach(fault -> kinds.add(fault.kind()));
            if (plan.promise() == Promise.NO_LOSS) {
                assertThat(plan.faults()).noneMatch(fault -> fault.kind().forgets);
            }
        }
        assertThat(kinds).containsExactlyInAnyOrderElementsOf(BroadcastPlan.kinds(Promise.TOLD));
    }

    @Test
    void onePartHasOneFaultAtATime() {
        for (BroadcastPlan plan : plans()) {
            for (Fault.Track track : Fault.Track.values()) {
                List<Fault> faults = plan.faults().stream()
                        .filter(fault -> fault.kind().track == track)
                        .toList();
                for (int i = 1; i < faults.size(); i++) {
                    Fault before = faults.get(i - 1);
                    assertThat(faults.get(i).at()).isGreaterThan(before.at() + before.millis());
                }
            }
        }
    }

    private static List<BroadcastPlan> plans() {
        return LongStream.range(0, 200)
                .mapToObj(seed -> BroadcastPlan.of(seed, MILLIS))
                .toList();
    }
}
