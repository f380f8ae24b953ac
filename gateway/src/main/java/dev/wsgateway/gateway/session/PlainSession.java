package dev.wsgateway.gateway.session;

import dev.wsgateway.config.GatewayConfig;
import dev.wsgateway.gateway.auth.Access;
import dev.wsgateway.gateway.auth.Identity;
import dev.wsgateway.gateway.auth.ServerSubscription;
import dev.wsgateway.gateway.history.Position;
import dev.wsgateway.gateway.hub.ClientInfo;
import dev.wsgateway.gateway.hub.EncodedPublication;
import dev.wsgateway.gateway.hub.Framing;
import dev.wsgateway.gateway.hub.Subscriber;
import dev.wsgateway.gateway.protocol.Disconnect;
import dev.wsgateway.gateway.stream.ClientMessage;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Set;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A plain socket: each message from the client is one entry of its stream, each publication of its channels is one
 * message to it. Its channels are fixed when it opens, and Redis has confirmed them before.
 */
public final class PlainSession implements Session, Subscriber, Heartbeat.Pulse {
    private static final Logger log = LoggerFactory.getLogger(PlainSession.class);
    private static final int MAX_IN_FLIGHT = 64;

    private final SessionContext context;
    private final Socket socket;
    private final SlowConsumer slow;
    private final Identity identity;
    private final String client;
    private final Set<String> channels;
    private final @Nullable String stream;
    private final TraceContext trace;
    private final FrameLabels labels;
    private final Opening opening;
    private final ArrayDeque<ClientMessage> waiting = new ArrayDeque<>(1);
    private int inFlight;
    private boolean closed;
    private @Nullable Disconnect leaving;
    private @Nullable Heartbeat heartbeat;
    private @Nullable Future<?> expiry;

    /**
     * Makes one.
     *
     * @param channels which the broker has been asked for; the session asks it to end each
     * @param stream that messages are appended to; null where the client named none
     * @param labels where the frames have ids and keys
     * @param opening of the handshake
     */
    public PlainSession(
            SessionContext context,
            Channel channel,
            Identity identity,
            Set<String> channels,
            @Nullable String stream,
            FrameLabels labels,
            Opening opening) {
        this.context = context;
        this.socket = new Socket(channel, context.gatherings().of(channel.eventLoop()), () -> end(Disconnect.SLOW));
        // It could not subscribe again while it stays open.
        this.slow = new SlowConsumer(context, socket, this::end, name -> false, name -> end(Disconnect.SLOW));
        this.identity = identity;
        this.client = context.newClientId();
        this.channels = channels;
        this.stream = stream;
        this.labels = labels;
        this.opening = opening;
        this.trace = TraceContext.of(opening.traceparent());
    }

    @Override
    public void opened() {
        context.sessions().opened(this);
        context.sessions().connected(this);
        context.metrics().connected(Framing.PLAIN);
        tell();
        channels.forEach(channel -> {
            context.hub().add(channel, this);
            context.movements().announce(channel, true, info(channel));
        });
        heartbeat = new Heartbeat(
                eventLoop(), this, context.settings().get().config().timeouts(), context.random());
        expireWith(identity.expiresAt());
    }

    private void tell() {
        context.lifecycle().connected(client, identity.user());
        channels.forEach(channel -> context.lifecycle().subscribed(client, channel));
    }

    @Override
    public void announce() {
        eventLoop().execute(() -> {
            if (!closed) {
                tell();
            }
        });
    }

    @Override
    public void message(WebSocketFrame frame) {
        if (closed) {
            return;
        }
        GatewayConfig.Stream declared =
                stream == null ? null : context.settings().get().streams().get(stream);
        if (declared == null) {
            close(WebSocketCloseStatus.POLICY_VIOLATION, "no stream to append to: connect with ?stream=NAME");
        } else if (!Access.mayAppend(declared, identity)) {
            close(WebSocketCloseStatus.POLICY_VIOLATION, "the stream takes no messages without a token");
        } else {
            append(declared, ByteBufUtil.getBytes(frame.content()));
        }
    }

    private void append(GatewayConfig.Stream declared, byte[] frame) {
        try {
            waiting.add(Appending.message(context, frame, this, trace, opening.labels(declared, labels.read(frame))));
            proceed(declared.name());
        } catch (IllegalArgumentException e) {
            close(WebSocketCloseStatus.POLICY_VIOLATION, String.valueOf(e.getMessage()));
        }
    }

    private void proceed(String name) {
        while (!closed && inFlight < MAX_IN_FLIGHT && !waiting.isEmpty()) {
            inFlight++;
            Appending.append(context, name, waiting.remove())
                    .whenCompleteAsync(
                            (entry, failure) -> {
                                inFlight--;
                                appended(failure);
                                proceed(name);
                            },
                            eventLoop());
        }
        readOrLeave();
    }

    private void readOrLeave() {
        if (leaving != null && waiting.isEmpty() && inFlight == 0) {
            end(leaving);
        }
        socket.read(waiting.isEmpty() && leaving == null);
    }

    // There is no reply to say that the message was not kept, so the end of the connection says it.
    private void appended(@Nullable Throwable failure) {
        if (failure != null) {
            Throwable cause = Failures.cause(failure);
            Failures.log(log, cause == null ? failure : cause, client);
            close(WebSocketCloseStatus.TRY_AGAIN_LATER, "a message may not have been stored");
        }
    }

    @Override
    public void messagesEnd() {
        socket.flush();
    }

    @Override
    public void pong() {
        if (heartbeat != null) {
            heartbeat.pong();
        }
    }

    @Override
    public void writable() {
        slow.writable();
    }

    @Override
    public void ping() {
        socket.ping();
    }

    @Override
    public void silent() {
        end(Disconnect.NO_PONG);
    }

    // It connects with the handshake.
    @Override
    public void handshakeTimedOut() {}

    @Override
    public void disconnect(Disconnect disconnect) {
        eventLoop().execute(() -> end(disconnect));
    }

    @Override
    public void review() {
        eventLoop().execute(() -> {
            if (!channels.stream()
                    .allMatch(name -> Standing.mayStay(context.settings().get(), name, identity))) {
                end(Disconnect.PERMISSION_DENIED);
            }
        });
    }

    @Override
    public void subscribe(String channel, ServerSubscription subscription, @Nullable Position since) {}

    @Override
    public void unsubscribe(String channel) {}

    @Override
    public void renew(@Nullable Instant expiresAt) {
        eventLoop().execute(() -> {
            if (!closed) {
                expireWith(expiresAt);
            }
        });
    }

    private void expireWith(@Nullable Instant expiresAt) {
        if (expiry != null) {
            expiry.cancel(false);
        }
        expiry = Expiry.schedule(expiresAt, context, eventLoop(), () -> end(Disconnect.EXPIRED));
    }

    @Override
    public void move(Disconnect disconnect) {
        eventLoop().execute(() -> {
            leaving = disconnect;
            readOrLeave();
        });
    }

    private void end(Disconnect disconnect) {
        end(disconnect.code(), disconnect.reason());
    }

    @Override
    public void close(WebSocketCloseStatus status, String reason) {
        end(status.code(), reason);
    }

    private void end(int code, String reason) {
        if (!closed) {
            context.metrics().closed(code);
            leave(code, reason);
            socket.close(code, reason);
        }
    }

    private void leave(int code, String reason) {
        closed = true;
        context.lifecycle().disconnected(client, code, reason);
        waiting.clear();
        slow.leave();
        if (heartbeat != null) {
            heartbeat.stop();
        }
        if (expiry != null) {
            expiry.cancel(false);
        }
        for (String channel : channels) {
            context.hub().remove(channel, this);
            context.broker().unsubscribe(channel);
            context.movements().announce(channel, false, info(channel));
        }
        context.sessions().closed(this);
    }

    @Override
    public void closed(int code, String reason) {
        if (!closed) {
            leave(code, reason);
        }
        context.sessions().leave();
    }

    @Override
    public String user() {
        return identity.user();
    }

    @Override
    public String client() {
        return client;
    }

    @Override
    public EventLoop eventLoop() {
        return socket.eventLoop();
    }

    @Override
    public void write(EncodedPublication publication) {
        slow.write(publication.publication(), publication.frame(Framing.PLAIN));
    }

    @Override
    public void flush() {
        socket.flush();
    }

    @Override
    public ClientInfo info(String channel) {
        return new ClientInfo(identity.user(), client, identity.info(), null);
    }

    // Frames carry no offsets: the end of the connection is all that says that some are missing.
    @Override
    public void lose(String channel) {
        end(Disconnect.INSUFFICIENT_STATE);
    }
}
