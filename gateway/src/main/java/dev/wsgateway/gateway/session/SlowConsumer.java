package dev.wsgateway.gateway.session;

import dev.wsgateway.config.GatewayConfig;
import dev.wsgateway.config.GatewayConfig.SlowPolicy;
import dev.wsgateway.gateway.hub.Movement;
import dev.wsgateway.gateway.hub.Publication;
import dev.wsgateway.gateway.protocol.Disconnect;
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
        String channel = publication.channel();
        GatewayConfig.Channel namespace = context.settings().get().namespaceOf(channel);
        writeLate(channel, key(namespace, publication), frame, policy(namespace, channel));
    }

    /** Writes that somebody came or went. */
    void write(Movement movement, ByteBuf frame) {
        if (conflated == null && socket.offer(frame)) {
            return;
        }
        String channel = movement.channel();
        GatewayConfig.Channel namespace = context.settings().get().namespaceOf(channel);
        SlowPolicy policy = namespace == null ? SlowPolicy.CLOSE : namespace.slowConsumer();
        // The space keeps it from the keys of publications: of one who came and went the latest is left.
        writeLate(channel, " " + movement.who().client(), frame, policy);
    }

    private void writeLate(String channel, String key, ByteBuf frame, SlowPolicy policy) {
        if (policy != SlowPolicy.CONFLATE && conflated != null && socket.offer(frame)) {
            return;
        }
        context.metrics().slow(policy);
        switch (policy) {
            case CLOSE -> close.accept(Disconnect.SLOW);
            case UNSUBSCRIBE -> unsubscribe.accept(channel);
            case CONFLATE -> conflate(channel, key, frame);
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

    private void conflate(String channel, String key, ByteBuf frame) {
        if (conflated == null) {
            conflated = new Conflated(context.settings().get().config().limits().queueBytes());
        }
        if (!conflated.put(channel, key, frame)) {
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
