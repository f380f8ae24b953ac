package dev.wsgateway.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceContextTest {
    private final RandomGenerator random = new SplittableRandom(1);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                "01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-later"
            })
    void keepsTheClientsTraceAndGivesEachMessageASpan(String traceparent) {
        TraceContext trace = TraceContext.of(traceparent);
        String first = trace.next(random);
        String second = trace.next(random);
        assertThat(first).matches("00-0af7651916cd43dd8448eb211c80319c-[0-9a-f]{16}-01");
        assertThat(second)
                .matches("00-0af7651916cd43dd8448eb211c80319c-[0-9a-f]{16}-01")
                .isNotEqualTo(first);
        assertThat(first).doesNotContain("b7ad6b7169203331");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "00-00000000000000000000000000000000-b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
                "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331"
            })
    void beginsATraceForEachMessageWhereTheClientHasNone(String traceparent) {
        TraceContext trace = TraceContext.of(traceparent);
        String first = trace.next(random);
        String second = trace.next(random);
        assertThat(first).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-00").doesNotContain("0af7651916cd43dd");
        assertThat(second.substring(3, 35)).isNotEqualTo(first.substring(3, 35));
    }

    @Test
    void takesAnAbsentHeaderForNone() {
        assertThat(TraceContext.of(null).next(random)).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-00");
    }
}
