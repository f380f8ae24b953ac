package dev.wsgateway.operator.standalone.proof;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * As much of a client of the Centrifugal protocol (version 2, JSON) as the proof needs: commands with replies,
 * publications, pings. A frame may carry several JSON texts, one a line. Real clients use an SDK.
 */
final class SocketClient implements WebSocket.Listener, AutoCloseable {
    private static final Duration REPLY_TIME = Duration.ofSeconds(5);
    private static final Duration RETRY = Duration.ofMillis(200);

    private final JsonMapper json = new JsonMapper();
    private final AtomicInteger lastId = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonNode>> waiting = new ConcurrentHashMap<>();
    private final BlockingQueue<JsonNode> publications = new LinkedBlockingQueue<>();
    private final StringBuilder frame = new StringBuilder();
    private final HttpClient http = HttpClient.newHttpClient();
    private CompletableFuture<WebSocket> socket = new CompletableFuture<>();

    private SocketClient() {}

    /**
     * Opens a socket and says hello, as a client without a token.
     *
     * @throws ProofFailed when the gateway does not take it
     */
    static SocketClient connect(URI uri) throws ProofFailed, InterruptedException {
        SocketClient client = new SocketClient();
        client.socket =
                client.http.newWebSocketBuilder().connectTimeout(REPLY_TIME).buildAsync(uri, client);
        client.call("connect", client.json.createObjectNode());
        return client;
    }

    /**
     * Subscribes; publications from then on are in {@link #next}. As the SDKs do, it asks again after an error that the
     * gateway calls temporary.
     */
    void subscribe(String channel) throws ProofFailed, InterruptedException {
        long end = System.nanoTime() + REPLY_TIME.toNanos();
        JsonNode parameters = json.createObjectNode().put("channel", channel);
        JsonNode answer = ask("subscribe", parameters);
        while (answer.at("/error/temporary").asBoolean() && System.nanoTime() < end) {
            Thread.sleep(RETRY);
            answer = ask("subscribe", parameters);
        }
        requireSuccess("subscribe", parameters, answer);
    }

    /** Sends a message to a stream, and returns when the gateway says that Redis has it. */
    void rpc(String stream, JsonNode data) throws ProofFailed, InterruptedException {
        call("rpc", json.createObjectNode().put("method", stream).set("data", data));
    }

    /** The data of the next publication; null when none comes within the time. */
    @Nullable
    JsonNode next(Duration time) throws InterruptedException {
        return publications.poll(time.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void call(String command, JsonNode parameters) throws ProofFailed, InterruptedException {
        requireSuccess(command, parameters, ask(command, parameters));
    }

    private static void requireSuccess(String command, JsonNode parameters, JsonNode answer) throws ProofFailed {
        if (answer.has("error")) {
            throw new ProofFailed(
                    "the gateway answered the command " + command + " " + parameters + " with " + answer.get("error"));
        }
    }

    private JsonNode ask(String command, JsonNode parameters) throws ProofFailed, InterruptedException {
        int id = lastId.incrementAndGet();
        CompletableFuture<JsonNode> reply = new CompletableFuture<>();
        waiting.put(id, reply);
        ObjectNode message = json.createObjectNode().put("id", id);
        message.set(command, parameters);
        send(message.toString());
        try {
            return reply.get(REPLY_TIME.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new ProofFailed("the gateway did not answer " + message + " within " + REPLY_TIME.toSeconds() + " s");
        } catch (ExecutionException e) {
            throw new ProofFailed("the gateway did not answer " + message + ": " + e.getCause());
        }
    }

    /** The JDK's socket takes one message at a time. */
    private synchronized void send(String text) {
        socket = socket.thenCompose(open -> open.sendText(text, true));
        var _ = socket.whenComplete((open, failure) -> {
            if (failure != null) {
                fail(failure);
            }
        });
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
        frame.append(data);
        if (last) {
            frame.toString().lines().filter(line -> !line.isBlank()).forEach(this::message);
            frame.setLength(0);
        }
        webSocket.request(1);
        return null;
    }

    private void message(String text) {
        try {
            JsonNode message = json.readTree(text);
            CompletableFuture<JsonNode> reply =
                    waiting.remove(message.path("id").asInt());
            if (message.isEmpty()) {
                send("{}");
            } else if (reply != null) {
                reply.complete(message);
            } else if (message.at("/push/pub").isObject()) {
                publications.add(message.at("/push/pub/data"));
            }
        } catch (JsonProcessingException e) {
            fail(e);
        }
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket webSocket, int code, String reason) {
        fail(new IllegalStateException("closed with " + code + " " + reason));
        return null;
    }

    @Override
    public void onError(WebSocket webSocket, Throwable failure) {
        fail(failure);
    }

    private void fail(Throwable failure) {
        waiting.values().forEach(reply -> reply.completeExceptionally(failure));
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
