package dev.wsgateway.operator.standalone;

import dev.wsgateway.operator.redis.GroupState;
import dev.wsgateway.operator.standalone.proof.Endpoint;
import dev.wsgateway.redis.GatewayReport;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the user sees: lines that stay, and below them a table. On a terminal the table is drawn again in place; elsewhere
 * it is printed when it has changed.
 */
final class Board {
    private static final String ESCAPE = "\u001b[";

    private final PrintStream out;
    private final boolean terminal;
    private List<String> drawn = List.of();

    Board(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    /** Prints a line, or several, that stay. */
    void say(String lines) {
        List<String> table = drawn;
        erase();
        out.println(lines);
        if (terminal && !table.isEmpty()) {
            draw(table);
        }
        out.flush();
    }

    /** Takes the table of a terminal away and prints a last line, or several. */
    void end(String lines) {
        erase();
        out.println(lines);
        out.flush();
    }

    /**
     * Shows the table as it is now.
     *
     * @param trouble why Redis tells nothing, or null
     */
    void show(List<Row> gateways, List<GroupState> groups, @Nullable String trouble) {
        List<String> table = new ArrayList<>(gatewayTable(gateways));
        if (!groups.isEmpty()) {
            table.add("");
            table.addAll(groupTable(groups));
        }
        if (trouble != null) {
            table.add("");
            table.add("✘ Redis: " + trouble);
        }
        if (!table.equals(drawn)) {
            erase();
            draw(table);
        }
    }

    /**
     * A line of the table.
     *
     * @param state one word
     * @param report what it said of itself last, or null
     */
    record Row(Endpoint gateway, String state, @Nullable GatewayReport report) {}

    private void draw(List<String> table) {
        // Without line wrapping, so that the number of lines on the screen is the number printed.
        out.print(terminal ? ESCAPE + "?7l" : "");
        out.println();
        table.forEach(out::println);
        out.print(terminal ? ESCAPE + "?7h" : System.lineSeparator());
        out.flush();
        drawn = List.copyOf(table);
    }

    private void erase() {
        if (terminal && !drawn.isEmpty()) {
            out.print(ESCAPE + (drawn.size() + 1) + "A" + ESCAPE + "J");
            drawn = List.of();
        }
    }

    private static List<String> gatewayTable(List<Row> gateways) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("GATEWAY", "STATE", "CONNECTIONS", "SUBSCRIPTIONS", "WEBSOCKET", "API"));
        for (Row row : gateways) {
            GatewayReport report = row.report();
            rows.add(List.of(
                    row.gateway().name(),
                    row.state(),
                    text(report == null ? null : report.connections()),
                    text(report == null ? null : report.subscriptions()),
                    row.gateway().websocket(),
                    row.gateway().api()));
        }
        return aligned(rows);
    }

    private static List<String> groupTable(List<GroupState> groups) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("STREAM/GROUP", "LAG", "PENDING", "CONSUMERS"));
        for (GroupState group : groups) {
            rows.add(List.of(
                    group.stream() + "/" + group.group(),
                    text(group.lag()),
                    text(group.pending()),
                    text(group.consumers())));
        }
        return aligned(rows);
    }

    private static String text(@Nullable Long number) {
        return number == null ? "?" : number.toString();
    }

    private static List<String> aligned(List<List<String>> rows) {
        List<String> lines = new ArrayList<>();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < row.size(); column++) {
                int at = column;
                int width = rows.stream()
                        .mapToInt(cells -> cells.get(at).length())
                        .max()
                        .orElse(0);
                line.append(row.get(column)).repeat(" ", width - row.get(column).length() + 2);
            }
            lines.add(line.toString().stripTrailing());
        }
        return lines;
    }
}
