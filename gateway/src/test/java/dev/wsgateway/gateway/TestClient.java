package dev.wsgateway.gateway;

import static org.awaitility.Awaitility.await;

import java.net.http.WebSocket;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A client of the protocol in JSON that notes all it is sent. */
public final class TestClient implements WebSocket.Listener, AutoCloseable {
    private final List<String> received = new CopyOnWriteArrayList<>();
    private final StringBuilder partial = new StringBuilder();
    private volatile @Nullable String closed;
    private volatile @Nullable Instant closedAt;
    private final WebSocket socket;
    private int id = 1;
    private String welcome = "";

    private TestClient(RunningGateway gateway) {
        socket = gateway.http()
                .newWebSocketBuilder()
                .buildAsync(gateway.websocket("/connection/websocket"), this)
                .join();
    }

    static TestClient connect(RunningGateway gateway, String token) {
        TestClient client = new TestClient(gateway);
        client.welcome = client.command("\"connect\":{\"token\":\"" + token + "\"}");
        return client;
    }

    /** Sends a command and waits for its reply, which it returns. */
    public String command(String command) {
        int mine = id++;
        socket.sendText("{\"id\":" + mine + "," + command + "}", true).join();
        return await().until(
                        () -> received.stream()
                                .filter(line -> line.contains("\"id\":" + mine + ","))
                                .findFirst()
                                .orElse(""),
                        reply -> !reply.isEmpty());
    }

    /** Subscribes to a channel. */
    public void subscribe(String channel) {
        String reply = command("\"subscribe\":{\"channel\":\"" + channel + "\"}");
        if (!reply.contains("\"subscribe\"")) {
            throw new AssertionError(reply);
        }
    }

    /** Id of the connection. */
    public String client() {
        return welcome.replaceAll(".*\"client\":\"([^\"]*)\".*", "$1");
    }

    /** Pushes that came. */
    public List<String> pushes() {
        return received.stream().filter(line -> line.contains("\"push\"")).toList();
    }

    /** Code and reason of the close frame; null while open. */
    public @Nullable String closed() {
        return closed;
    }

    /** When the close frame came; null while open. */
    public @Nullable Instant closedAt() {
        return closedAt;
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
        partial.append(data);
        if (last) {
            received.addAll(new ArrayList<>(partial.toString().lines().toList()));
            partial.setLength(0);
        }
        webSocket.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
        closedAt = Instant.now();
        closed = statusCode + " " + reason;
        return null;
    }

    /** Goes away without a word. */
    public void hangUp() {
        socket.abort();
    }

    @Override
    public void close() {
        hangUp();
    }
}
