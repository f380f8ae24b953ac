package dev.wsgateway.bench.report;

import java.util.Locale;
import java.util.stream.Collectors;

/** Results as Markdown: a row a contender, medians with the range of the repeats, and the ratio to Centrifugo. */
public final class Table {
    private static final String PEER = "centrifugo";

    private Table() {}

    /** The table and what a reader must know of it. */
    public static String of(Results results) {
        StringBuilder out = new StringBuilder();
        Machine machine = results.machine();
        out.append("## ").append(results.scenario()).append("\n\n");
        out.append(results.parameters().entrySet().stream()
                .map(parameter -> parameter.getKey() + "=" + parameter.getValue())
                .collect(Collectors.joining(" ", "`", "`")));
        out.append("; commit ").append(results.commit()).append("; ");
        out.append(machine.processors())
                .append(" × ")
                .append(machine.processor())
                .append(", ");
        out.append(machine.memoryMib() / 1024)
                .append(" GiB, Linux ")
                .append(machine.kernel())
                .append(".\n");
        out.append("Medians, with the smallest and largest of the repeats.\n\n");
        String first = results.figures().iterator().next();
        out.append("| contender | runs | ");
        out.append(String.join(" | ", results.figures()));
        out.append(" | × ").append(PEER).append(" |\n|---|---|");
        out.append("---|".repeat(results.figures().size() + 1)).append('\n');
        for (String contender : results.samples().keySet()) {
            out.append("| ").append(contender).append(" | ");
            out.append(results.spread(contender, first).count()).append(" | ");
            out.append(results.figures().stream()
                    .map(figure -> results.spread(contender, figure).text())
                    .collect(Collectors.joining(" | ")));
            double ratio = results.spread(contender, first).median()
                    / results.spread(PEER, first).median();
            out.append(" | ")
                    .append(Double.isNaN(ratio) ? "–" : String.format(Locale.ROOT, "%.2f", ratio))
                    .append(" |\n");
        }
        return out.toString();
    }
}
