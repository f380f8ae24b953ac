package dev.wsgateway.gateway.drain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class DrainTest {
    private static final Duration PERIOD = Duration.ofSeconds(10);

    private final VirtualTicker ticker = new VirtualTicker();
    private final FakeClients clients = new FakeClients();

    @Test
    void movesTheSameNumberInEachSecondOfThePeriod() throws InterruptedException {
        clients.staying = 1000;
        drain().move(new OwnShare(ticker, 1000, PERIOD));
        assertThat(clients.movedPerSecond().values()).hasSize(10).containsOnly(100);
    }

    @Test
    void spreadsAFewOverThePeriodToo() throws InterruptedException {
        clients.staying = 4;
        drain().move(new OwnShare(ticker, 4, PERIOD));
        assertThat(clients.moved).containsExactly(0L, 2500L, 5000L, 7500L);
    }

    @Test
    void doesNotWaitForThePeriodWhereNobodyIsThere() throws InterruptedException {
        drain().move(new OwnShare(ticker, 0, PERIOD));
        assertThat(ticker.now).isZero();
    }

    @Test
    void catchesUpWhatASlowPaceCost() throws InterruptedException {
        clients.staying = 1000;
        Pace own = new OwnShare(ticker, 1000, PERIOD);
        drain().move(most -> {
            ticker.now += Duration.ofMillis(300).toNanos();
            return own.next(most);
        });
        assertThat(clients.moved)
                .hasSize(1000)
                .last()
                .satisfies(last ->
                        assertThat(last).isLessThan(PERIOD.plusSeconds(3).toMillis()));
    }

    @Test
    void givesUpFiveSecondsAfterThePeriodAndLeavesTheRestToTheEnd() throws InterruptedException {
        clients.staying = 1000;
        drain().move(most -> new Grant(ticker.nanos() + 100_000_000, 1, 10));
        assertThat(ticker.now).isEqualTo(PERIOD.plusSeconds(5).toNanos());
        assertThat(clients.moved).hasSizeBetween(149, 152);
    }

    @Test
    void movesThoseWhoCameWhileItWaited() throws InterruptedException {
        clients.staying = 10;
        clients.lateComers = 5;
        drain().move(new OwnShare(ticker, 10, PERIOD));
        assertThat(clients.moved).hasSize(15);
    }

    @Test
    void waitsUntilNobodyHasComeForTwoSeconds() throws InterruptedException {
        clients.arriveUntil = Duration.ofSeconds(3).toNanos();
        drain().awaitEndpointsGone();
        assertThat(Duration.ofNanos(ticker.now)).isBetween(Duration.ofSeconds(5), Duration.ofMillis(5200));
    }

    @Test
    void waitsTenSecondsWhereSomebodyNeverStopsToCome() throws InterruptedException {
        clients.arriveUntil = Long.MAX_VALUE;
        drain().awaitEndpointsGone();
        assertThat(Duration.ofNanos(ticker.now)).isEqualTo(Duration.ofSeconds(10));
    }

    private Drain drain() {
        return new Drain(clients, PERIOD, ticker);
    }

    /** Time passes only while somebody sleeps. */
    private static final class VirtualTicker implements Ticker {
        private long now;

        @Override
        public long nanos() {
            return now;
        }

        @Override
        public void sleepUntil(long nanos) {
            now = Math.max(now, nanos);
        }
    }

    private final class FakeClients implements Clients {
        private final List<Long> moved = new ArrayList<>();
        private int staying;
        private int lateComers;
        private long arriveUntil;

        @Override
        public int staying() {
            if (staying == 0 && lateComers > 0) {
                staying = lateComers;
                lateComers = 0;
            }
            return staying;
        }

        /** One more at each look. */
        @Override
        public long arrivals() {
            return Math.min(ticker.now, arriveUntil);
        }

        @Override
        public void refuseNew() {}

        @Override
        public void moveOne() {
            moved.add(Duration.ofNanos(ticker.now).toMillis());
            staying--;
        }

        Map<Long, Integer> movedPerSecond() {
            Map<Long, Integer> perSecond = new TreeMap<>();
            moved.forEach(millis -> perSecond.merge(millis / 1000, 1, Integer::sum));
            return perSecond;
        }
    }
}
