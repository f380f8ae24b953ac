package dev.wsgateway.e2e.chaos.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsgateway.e2e.chaos.faults.Fault.Kind;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class InboundPlanTest {
    private static final long MILLIS = 20_000;

    @Test
    void isAFunctionOfTheSeed() {
        for (long seed = 0; seed < 100; seed++) {
            assertThat(InboundPlan.of(seed, MILLIS)).isEqualTo(InboundPlan.of(seed, MILLIS));
        }
        assertThat(plans().stream().distinct()).hasSize(200);
    }

    @Test
    void breaksEverythingInSomeRun() {
        Set<Kind> kinds = EnumSet.noneOf(Kind.class);
        plans().forEach(plan -> plan.faults().forEach(fault -> kinds.add(fault.kind())));
        assertThat(kinds).containsExactlyInAnyOrderElementsOf(InboundPlan.KINDS);
    }

    @Test
    void stopsSomeGatewayForLongerThanItOwnsAnything() {
        assertThat(plans().stream().flatMap(plan -> plan.faults().stream()))
                .anyMatch(fault -> fault.kind() == Kind.PAUSE_GATEWAY && fault.millis() > 8_000);
    }

    @Test
    void aBackendHasEachTroubleInSomeRunAndTheSameForTheSameCall() {
        Set<Trouble> troubles = EnumSet.noneOf(Trouble.class);
        for (InboundPlan plan : plans()) {
            for (long message = 0; message < 100; message++) {
                troubles.add(Trouble.of(plan, "pushed", message, 1));
                assertThat(Trouble.of(plan, "pushed", message, 2)).isEqualTo(Trouble.of(plan, "pushed", message, 2));
            }
        }
        assertThat(troubles).containsExactlyInAnyOrder(Trouble.values());
    }

    private static List<InboundPlan> plans() {
        return LongStream.range(0, 200)
                .mapToObj(seed -> InboundPlan.of(seed, MILLIS))
                .toList();
    }
}
