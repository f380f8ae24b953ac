package dev.wsgateway.gateway.drain;

import dev.wsgateway.redis.GatewayReport;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Decides how many connections this gateway should hand over, from what all gateways report. Only after there came to be
 * more gateways; not after a roll-out, which leaves as many as before. Not for concurrent use.
 *
 * <p>Those who are told to come back land anywhere, so that with many gateways most of them are moved for nothing, and more
 * have to be told than are too many. A third of what it takes is done at a time. The whole is bounded: by half as many again
 * as this gateway had in the beginning, and by an end where it does not help, as behind a load balancer that sends each
 * client to where it was.
 */
final class Balance {
    /** So long the gateways have to be the same before they count as those that stay: a roll-out has some more meanwhile. */
    static final Duration SETTLING = Duration.ofSeconds(20);
    /** So long those who were told to come back may take to be in the reports. */
    static final Duration SETTLED = Duration.ofSeconds(10);
    /** Within 10 % of each other is good enough. */
    private static final double GOOD = 1.1;
    /** With fewer connections a gateway, a tenth is not one. */
    private static final int FEW = 10;

    /** With fewer expected, chance decides how many come. */
    private static final int TELLING = 30;
    /** It may be chance that it did not help once. */
    private static final int MOST_FAILURES = 2;

    private final String node;
    private Set<String> present = Set.of();
    private long presentSince;
    private int settled;
    private long budget;
    private long fewestBefore;
    private double expected;
    private int failures;
    private long notBefore;

    Balance(String node) {
        this.node = node;
    }

    /**
     * How many to hand over now; called again and again.
     *
     * @param now as {@link Ticker#nanos}
     */
    int excess(List<GatewayReport> reports, long now) {
        Set<String> nodes = reports.stream().map(GatewayReport::node).collect(Collectors.toUnmodifiableSet());
        boolean ending = reports.stream().anyMatch(report -> report.draining() != null);
        if (!nodes.equals(present) || ending) {
            present = nodes;
            presentSince = now;
            return 0;
        }
        if (now - presentSince < SETTLING.toNanos() || !nodes.contains(node)) {
            return 0;
        }
        long own = own(reports);
        if (nodes.size() != settled) {
            budget = settled > 0 && nodes.size() > settled ? own * 3 / 2 : 0;
            expected = 0;
            failures = 0;
            settled = nodes.size();
        }
        return now - notBefore < 0 ? 0 : excess(reports, own, now);
    }

    private int excess(List<GatewayReport> reports, long own, long now) {
        Spread spread = Spread.of(reports);
        double tooMany = own - spread.mean();
        boolean good = spread.most() <= GOOD * spread.fewest();
        if (budget <= 0 || good || spread.mean() < FEW || tooMany <= 0) {
            return 0;
        }
        boolean helped = expected < TELLING || spread.fewest() - fewestBefore >= expected / 4;
        failures = helped ? 0 : failures + 1;
        if (failures == MOST_FAILURES) {
            budget = 0;
            return 0;
        }
        double factor = Math.max(1, reports.size() / spread.emptyOnes() / 3);
        long most = Math.min(budget, Math.max(1, own / 2));
        int number = (int) Math.min(most, (long) Math.ceil(tooMany * factor));
        fewestBefore = spread.fewest();
        expected = spread.deficit() * factor / reports.size();
        budget -= number;
        notBefore = now + SETTLED.toNanos();
        return number;
    }

    /**
     * How connections are spread.
     *
     * @param deficit how many the emptier ones lack to the mean, together
     * @param emptyOnes how many emptier ones that is shared by: 1 where one has none and the others are equal
     */
    private record Spread(double mean, long most, long fewest, double deficit, double emptyOnes) {
        static Spread of(List<GatewayReport> reports) {
            var connections =
                    reports.stream().mapToLong(GatewayReport::connections).summaryStatistics();
            double mean = connections.getAverage();
            double sum = 0;
            double squares = 0;
            for (GatewayReport report : reports) {
                double lacks = Math.max(0, mean - report.connections());
                sum += lacks;
                squares += lacks * lacks;
            }
            return new Spread(
                    mean, connections.getMax(), connections.getMin(), sum, squares == 0 ? 1 : sum * sum / squares);
        }
    }

    private long own(List<GatewayReport> reports) {
        return reports.stream()
                .filter(report -> report.node().equals(node))
                .mapToLong(GatewayReport::connections)
                .sum();
    }
}
