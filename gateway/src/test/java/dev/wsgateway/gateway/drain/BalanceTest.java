package dev.wsgateway.gateway.drain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsgateway.redis.GatewayReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BalanceTest {
    private static final Duration LOOK = Duration.ofSeconds(5);

    private final Balance balance = new Balance("g0");
    private long now;

    @Test
    void handsOverOnceThereAreMoreGatewaysForTwentySeconds() {
        settle(300, 300);
        assertThat(looks(3, 300, 300, 0)).containsOnly(0);
        assertThat(looks(2, 300, 300, 0)).contains(100);
    }

    @Test
    void handsNothingOverWhereThereAreAsManyAsBefore() {
        settle(400, 200);
        assertThat(looks(20, 400, 200)).containsOnly(0);
        // One more for a while, and then one less: a roll-out.
        assertThat(looks(3, 400, 200, 0)).containsOnly(0);
        assertThat(looks(20, 500, 100)).containsOnly(0);
    }

    @Test
    void handsNothingOverWhileOneEnds() {
        settle(300, 300);
        List<GatewayReport> ending = reports(300, 300, 0, 0);
        GatewayReport last = ending.removeLast();
        ending.add(new GatewayReport(
                last.node(), "1", 0, 100, 0, 0, 0, "", Map.of(), null, new GatewayReport.Draining(0, 100), null));
        for (int i = 0; i < 20; i++) {
            assertThat(look(ending)).isZero();
        }
    }

    @Test
    void waitsUntilThoseWhoWereToldAreInTheReports() {
        settle(300, 300);
        looks(4, 300, 300, 0);
        assertThat(looks(2, 300, 300, 0)).containsExactly(100, 0);
        assertThat(looks(1, 250, 250, 100)).containsExactly(50);
    }

    @Test
    void stopsWithinTenPercent() {
        settle(300, 300);
        assertThat(looks(10, 210, 200, 191)).containsOnly(0);
    }

    @Test
    void stopsWhereItDoesNotHelp() {
        settle(1000, 1000);
        List<Integer> handedOver = looks(100, 1000, 1000, 0);
        assertThat(handedOver.stream().filter(number -> number > 0)).hasSize(2);
    }

    @Test
    void neverHandsOverMoreThanHalfAsManyAgainAsItHad() {
        settle(1000, 1000);
        int sum = 0;
        for (int i = 0; i < 100; i++) {
            sum += look(reports(1000, 1000, 30L * i));
        }
        assertThat(sum).isBetween(1400, 1500);
    }

    @Test
    void aFewConnectionsAreNotWorthIt() {
        settle(12, 12);
        assertThat(looks(20, 12, 12, 0)).containsOnly(0);
    }

    @Test
    void aNewGatewayHandsNothingOver() {
        assertThat(looks(20, 1000, 10, 10)).containsOnly(0);
    }

    /** All decide by themselves, and those who are told to come back land anywhere. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 10, 30})
    void allComeWithinTenPercentOfEachOther(int gateways) {
        Random random = new Random(gateways);
        List<Balance> balances =
                IntStream.range(0, gateways).mapToObj(i -> new Balance("g" + i)).toList();
        long[] connections = new long[gateways];
        Arrays.fill(connections, 0, gateways - 1, 1000);
        int moved = 0;
        for (int look = 0; look < 80; look++) {
            // Until then the last one is not there.
            List<GatewayReport> seen = reports(look < 10 ? Arrays.copyOf(connections, gateways - 1) : connections);
            for (int i = 0; i < seen.size(); i++) {
                int excess = balances.get(i).excess(seen, now);
                connections[i] -= excess;
                moved += excess;
                for (int one = 0; one < excess; one++) {
                    connections[random.nextInt(gateways)]++;
                }
            }
            now += LOOK.toNanos();
        }
        long most = Arrays.stream(connections).max().orElseThrow();
        long least = Arrays.stream(connections).min().orElseThrow();
        assertThat(most).as("of %s", Arrays.toString(connections)).isLessThanOrEqualTo((long) Math.ceil(1.1 * least));
        assertThat(moved).isLessThan(1100 * gateways);
    }

    private void settle(long... connections) {
        assertThat(looks(6, connections)).containsOnly(0);
    }

    private List<Integer> looks(int number, long... connections) {
        List<Integer> excesses = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            excesses.add(look(reports(connections)));
        }
        return excesses;
    }

    private int look(List<GatewayReport> reports) {
        int excess = balance.excess(reports, now);
        now += LOOK.toNanos();
        return excess;
    }

    private static List<GatewayReport> reports(long... connections) {
        List<GatewayReport> reports = new ArrayList<>();
        for (int i = 0; i < connections.length; i++) {
            reports.add(new GatewayReport("g" + i, "1", 0, connections[i], 0, 0, 0, "", Map.of(), null, null, null));
        }
        return reports;
    }
}
