package dev.wsgateway.e2e.chaos.parts;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One connection of a client. Any thread; what happens is told one after another. */
public final class Socket implements WebSocket.Listener {
    private static final Duration CONNECT = Duration.ofSeconds(5);

    private final Consumer<Socket> opened;
    private final BiConsumer<Socket, String> frames;
    private final BiConsumer<Socket, String> ended;
    private final StringBuilder text = new StringBuilder();

    // All below is guarded by this.
    private @Nullable WebSocket webSocket;
    private CompletionStage<?> sent = CompletableFuture.completedFuture(null);
    private long heardNanos = System.nanoTime();
    private boolean aborted;
    private boolean paused;
    private boolean owesRequest;

    /**
     * A connection that is not opened yet.
     *
     * @param opened told when it is open
     * @param frames told each text that comes
     * @param ended told that it is no use any more, and why; perhaps more than once
     */
    public Socket(Consumer<Socket> opened, BiConsumer<Socket, String> frames, BiConsumer<Socket, String> ended) {
        this.opened = opened;
        this.frames = frames;
        this.ended = ended;
    }

    /** Opens it; returns at once. */
    public void open(HttpClient http, URI gateway) {
        var _ = http.newWebSocketBuilder()
                .connectTimeout(CONNECT)
                .buildAsync(gateway, this)
                .whenComplete((done, failure) -> {
                    if (failure != null) {
                        ended.accept(this, "cannot connect: " + failure.getMessage());
                    }
                });
    }

    /** Sends a text; frames leave in the order of the calls. */
    public synchronized void send(String frame) {
        WebSocket to = webSocket;
        if (to != null) {
            sent = sent.handle((done, failure) -> null).thenCompose(done -> to.sendText(frame, true));
        }
    }

    /** Stops reading, so that what comes stays in the kernel's buffers, and then with the gateway; or reads on. */
    public synchronized void pause(boolean stop) {
        paused = stop;
        heardNanos = System.nanoTime();
        if (!stop && owesRequest && webSocket != null) {
            owesRequest = false;
            webSocket.request(1);
        }
    }

    /** Whether nothing came for some time, though it reads. */
    public synchronized boolean isSilent(Duration time) {
        return !paused && System.nanoTime() - heardNanos > time.toNanos();
    }

    /** Ends it without a word. */
    public synchronized void abort() {
        aborted = true;
        if (webSocket != null) {
            webSocket.abort();
        }
    }

    @Override
    public void onOpen(WebSocket now) {
        synchronized (this) {
            webSocket = now;
            if (aborted) {
                now.abort();
                return;
            }
        }
        opened.accept(this);
        now.request(1);
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        text.append(data);
        if (last) {
            String frame = text.toString();
            text.setLength(0);
            frames.accept(this, frame);
        }
        synchronized (this) {
            heardNanos = System.nanoTime();
            if (paused) {
                owesRequest = true;
            } else {
                from.request(1);
            }
        }
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        ended.accept(this, "closed: " + code + " " + reason);
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        ended.accept(this, "broke: " + error.getMessage());
    }
}
