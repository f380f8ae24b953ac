package dev.wsgateway.bench.report;

import java.util.List;
import java.util.Locale;

/** How much repeats differ. All are NaN where there was none. */
public record Spread(double min, double median, double max, int count) {
    static Spread of(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int n = sorted.size();
        if (n == 0) {
            return new Spread(Double.NaN, Double.NaN, Double.NaN, 0);
        }
        double median = n % 2 == 1 ? sorted.get(n / 2) : (sorted.get(n / 2 - 1) + sorted.get(n / 2)) / 2;
        return new Spread(sorted.getFirst(), median, sorted.getLast(), n);
    }

    /** {@code 12.3 (11–14)}, or the one value alone. */
    String text() {
        return count == 0
                ? "–"
                : count == 1 ? number(median) : number(median) + " (" + number(min) + "–" + number(max) + ")";
    }

    /** With as many digits as mean something. */
    static String number(double value) {
        double size = Math.abs(value);
        String format = size >= 100 || value == Math.rint(value) ? "%,.0f" : size >= 10 ? "%.1f" : "%.2f";
        return String.format(Locale.ROOT, format, value);
    }
}
