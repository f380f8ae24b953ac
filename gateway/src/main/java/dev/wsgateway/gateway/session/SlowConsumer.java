package dev.wsgateway.gateway.session;

import dev.wsgateway.config.GatewayConfig;
import dev.wsgateway.config.GatewayConfig.SlowPolicy;
import dev.wsgateway.gateway.hub.Publication;
import dev.wsgateway.gateway.protocol.Disconnect;
import dev.wsgateway.gateway.settings.Settings;
import io.netty.buffer.ByteBuf;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Writes publications to one client and, when it does not keep up, does what the publication's namespace says. Runs on
 * the session's event loop.
 *
 * <p>At most this waits for a client: {@code limits.queueBytes} and one frame in its socket, and as many bytes again that
 * are conflated.
 */
final class SlowConsumer {
    private final SessionContext context;
    private final Socket socket;
    private final Consumer<Disconnect> close;
    private final Predicate<String> needsAll;
    private final Consumer<String> unsubscribe;
    /** While the client is behind in a namespace that conflates; else null. */
    private @Nullable Conflated conflated;

    /**
     * Makes one.
     *
     * @param close ends the connection
     * @param needsAll whether a channel's publications build on each other, so that none can be left out
     * @param unsubscribe ends the subscription to a channel
     */
    SlowConsumer(
            SessionContext context,
            Socket socket,
            Consumer<Disconnect> close,
            Predicate<String> needsAll,
            Consumer<String> unsubscribe) {
        this.context = context;
        this.socket = socket;
        this.close = close;
        this.needsAll = needsAll;
        this.unsubscribe = unsubscribe;
    }

    /** Writes a frame that other sockets are sent as well. */
    void write(Publication publication, ByteBuf frame) {
        if (conflated == null && socket.offer(frame)) {
            return;
        }
        Settings settings = context.settings().get();
        GatewayConfig.Channel namespace = settings.namespaceOf(publication.channel());
        SlowPolicy policy = policy(namespace, publication.channel());
        if (policy != SlowPolicy.CONFLATE && conflated != null && socket.offer(frame)) {
            return;
        }
        context.metrics().slow(policy);
        switch (policy) {
            case CLOSE -> close.accept(Disconnect.SLOW);
            case UNSUBSCRIBE -> unsubscribe.accept(publication.channel());
            case CONFLATE -> conflate(publication, key(namespace, publication), frame, settings);
        }
    }

    private SlowPolicy policy(GatewayConfig.@Nullable Channel namespace, String channel) {
        SlowPolicy policy = namespace == null ? SlowPolicy.CLOSE : namespace.slowConsumer();
        // A namespace has deltas or conflates, but it may have changed from one to the other.
        return policy == SlowPolicy.CONFLATE && needsAll.test(channel) ? SlowPolicy.UNSUBSCRIBE : policy;
    }

    private static String key(GatewayConfig.@Nullable Channel namespace, Publication publication) {
        return namespace == null || namespace.conflateBy() == null
                ? publication.key()
                : publication.tags().getOrDefault(namespace.conflateBy(), "");
    }

    private void conflate(Publication publication, String key, ByteBuf frame, Settings settings) {
        if (conflated == null) {
            conflated = new Conflated(settings.config().limits().queueBytes());
        }
        if (!conflated.put(publication.channel(), key, frame)) {
            close.accept(Disconnect.SLOW);
        }
    }

    /** The client has read some of what waited for it. */
    void writable() {
        if (conflated != null) {
            if (conflated.drain(socket::offer)) {
                conflated = null;
            }
            socket.flush();
        }
    }

    /** A channel is no longer subscribed to. */
    void leave(String channel) {
        if (conflated != null) {
            conflated.drop(channel);
        }
    }

    /** The connection ends. */
    void leave() {
        if (conflated != null) {
            conflated.drop();
            conflated = null;
        }
    }
}
