package dev.wsgateway.gateway.lease;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TermTest {
    private static final long SECOND = 1_000_000_000L;
    private final AtomicLong now = new AtomicLong(100 * SECOND);
    private final Term term = new Term(now::get, 100 * SECOND);

    private boolean running() {
        return term.isRunning(Duration.ZERO);
    }

    @Test
    void endsAMarginBeforeOthersMayTakeOver() {
        now.set(104 * SECOND - 1);
        assertThat(running()).isTrue();
        now.set(104 * SECOND);
        assertThat(running()).isFalse();
    }

    @Test
    void lastsFromBeatToBeat() {
        now.set(103 * SECOND);
        assertThat(term.extend(102 * SECOND)).isTrue();
        now.set(105 * SECOND);
        assertThat(running()).isTrue();
    }

    @Test
    void neverComesBack() {
        now.set(105 * SECOND);
        assertThat(term.extend(105 * SECOND)).isFalse();
        assertThat(running()).isFalse();
    }
}
