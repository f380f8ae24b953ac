package dev.wsgateway.operator.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsgateway.operator.redis.GroupState;
import dev.wsgateway.operator.standalone.proof.Endpoint;
import dev.wsgateway.redis.GatewayReport;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BoardTest {
    private static final Endpoint GATEWAY =
            new Endpoint("gateway-1", "ws://127.0.0.1:8001/connection/websocket", "http://127.0.0.1:9001/api");
    private static final List<GroupState> GROUPS = List.of(new GroupState("orders", "order-service", null, 1, 3));

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

    @Test
    void showsGatewaysAndGroups() {
        new Board(out, false).show(List.of(row("ready", 7)), GROUPS, null);
        assertThat(text()).isEqualTo("""

                        GATEWAY    STATE  CONNECTIONS  SUBSCRIPTIONS  WEBSOCKET                                 API
                        gateway-1  ready  7            2              ws://127.0.0.1:8001/connection/websocket  http://127.0.0.1:9001/api

                        STREAM/GROUP          LAG  PENDING  CONSUMERS
                        orders/order-service  ?    1        3

                        """);
    }

    @Test
    void printsAnUnchangedTableOnce() {
        Board board = new Board(out, false);
        board.show(List.of(row("ready", 7)), List.of(), null);
        String once = text();
        board.show(List.of(row("ready", 7)), List.of(), null);
        assertThat(text()).isEqualTo(once);
        board.show(List.of(row("ready", 8)), List.of(), null);
        assertThat(text()).startsWith(once).hasSizeGreaterThan(once.length());
    }

    @Test
    void drawsAgainInPlaceOnATerminal() {
        Board board = new Board(out, true);
        board.show(List.of(row("ready", 7)), List.of(), null);
        bytes.reset();
        board.show(List.of(row("ready", 8)), List.of(), null);
        assertThat(text()).startsWith("\u001b[3A\u001b[J").contains("ready  8");
    }

    @Test
    void keepsTheTableBelowWhatIsSaid() {
        Board board = new Board(out, true);
        board.show(List.of(row("ready", 7)), List.of(), null);
        bytes.reset();
        board.say("hello");
        assertThat(text().indexOf("hello")).isPositive().isLessThan(text().indexOf("GATEWAY"));
    }

    @Test
    void saysWhyRedisTellsNothing() {
        new Board(out, false).show(List.of(row("ready", 7)), List.of(), "no connection to localhost:6390");
        assertThat(text()).contains("Redis: no connection to localhost:6390");
    }

    private static Board.Row row(String state, long connections) {
        GatewayReport report =
                new GatewayReport("gateway-1", "0.1.0", 0, connections, 0, 2, 1, "0", Map.of(), null, null, null);
        return new Board.Row(GATEWAY, state, report);
    }

    private String text() {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
