package dev.wsgateway.bench.report;

import java.util.List;
import java.util.Locale;

/** The first figure of a scenario as bars in SVG: a bar is the median, the line in it reaches from smallest to largest. */
public final class Plot {
    private static final int LEFT = 150;
    private static final int WIDTH = 480;
    private static final int ROW = 30;

    private Plot() {}

    /** The whole SVG document. */
    public static String of(Results results) {
        String figure = results.figures().iterator().next();
        List<String> contenders = List.copyOf(results.samples().keySet());
        double largest = contenders.stream()
                .mapToDouble(contender -> results.spread(contender, figure).max())
                .max()
                .orElse(1);
        int height = 40 + ROW * contenders.size();
        StringBuilder out = new StringBuilder();
        out.append(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" font-family=\"sans-serif\""
                        + " font-size=\"12\">%n<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>%n",
                LEFT + WIDTH + 120,
                height));
        out.append(String.format(
                Locale.ROOT,
                "<text x=\"8\" y=\"20\" font-weight=\"bold\">%s: %s</text>%n",
                results.scenario(),
                figure));
        for (int i = 0; i < contenders.size(); i++) {
            out.append(row(contenders.get(i), results.spread(contenders.get(i), figure), 34 + ROW * i, largest));
        }
        return out.append("</svg>\n").toString();
    }

    private static String row(String contender, Spread spread, int y, double largest) {
        double scale = WIDTH / largest;
        String color = contender.startsWith("wsgateway") ? "#2b6cb0" : "#a0aec0";
        return String.format(
                Locale.ROOT,
                """
                <text x="%d" y="%d" text-anchor="end">%s</text>
                <rect x="%d" y="%d" width="%.1f" height="18" fill="%s"/>
                <line x1="%.1f" x2="%.1f" y1="%d" y2="%d" stroke="black"/>
                <text x="%.1f" y="%d">%s</text>
                """,
                LEFT - 8,
                y + 14,
                contender,
                LEFT,
                y,
                spread.median() * scale,
                color,
                LEFT + spread.min() * scale,
                LEFT + spread.max() * scale,
                y + 9,
                y + 9,
                LEFT + spread.max() * scale + 6,
                y + 14,
                Spread.number(spread.median()));
    }
}
