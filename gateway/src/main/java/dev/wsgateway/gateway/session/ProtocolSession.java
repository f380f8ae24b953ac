package dev.wsgateway.gateway.session;

import dev.wsgateway.gateway.auth.Identity;
import dev.wsgateway.gateway.auth.ServerSubscription;
import dev.wsgateway.gateway.auth.SubscriptionGrant;
import dev.wsgateway.gateway.history.Position;
import dev.wsgateway.gateway.hub.ClientInfo;
import dev.wsgateway.gateway.hub.EncodedPublication;
import dev.wsgateway.gateway.hub.FrameEncoder;
import dev.wsgateway.gateway.hub.Framing;
import dev.wsgateway.gateway.hub.Movement;
import dev.wsgateway.gateway.hub.Subscriber;
import dev.wsgateway.gateway.protocol.Codec;
import dev.wsgateway.gateway.protocol.Command;
import dev.wsgateway.gateway.protocol.Disconnect;
import dev.wsgateway.gateway.protocol.ErrorCode;
import dev.wsgateway.gateway.protocol.MalformedFrameException;
import dev.wsgateway.gateway.protocol.Reply;
import dev.wsgateway.gateway.protocol.Request;
import dev.wsgateway.gateway.protocol.Result;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection that speaks the client protocol. Commands begin in the order in which they came; those that wait for
 * Redis do so side by side, up to {@value #MAX_IN_FLIGHT}, so that replies may come in another order. A command about a
 * channel waits for the one before it about that channel, and all wait for the connect command.
 */
public final class ProtocolSession implements Session, Subscriber {
    private static final Logger log = LoggerFactory.getLogger(ProtocolSession.class);
    private static final int MAX_IN_FLIGHT = 64;
    private static final int MAX_ASKED = 64;

    private final SessionContext context;
    private final Socket socket;
    private final Codec codec;
    private final @Nullable String sendStream;
    private final Opening opening;
    private final Runnable onConnected;
    private final Subscriptions subscriptions;
    private final SlowConsumer slow;
    private final Subscribing subscribing;
    private final Looking looking;
    private final ServerSubscriptions serverSubscriptions;
    private final Connection connection;
    private final ArrayDeque<Command> waiting = new ArrayDeque<>(1);
    /** What backends asked for before the client was connected. */
    private final List<Runnable> asked = new ArrayList<>(0);

    private int inFlight;
    private @Nullable Disconnect leaving;
    private State state = new State.Waiting();
    private TraceContext trace;
    private volatile String user = "";
    private volatile String client = "";

    /**
     * Makes one.
     *
     * @param sendStream stream that messages without an answer go to; null where the client named none
     * @param opening of the handshake
     * @param onConnected called when the connect command has succeeded
     */
    public ProtocolSession(
            SessionContext context,
            Channel channel,
            Codec codec,
            @Nullable String sendStream,
            Opening opening,
            Runnable onConnected) {
        this.context = context;
        this.socket = new Socket(channel, context.gatherings().of(channel.eventLoop()), () -> end(Disconnect.SLOW));
        this.codec = codec;
        this.sendStream = sendStream;
        this.opening = opening;
        this.trace = TraceContext.of(opening.traceparent());
        this.onConnected = onConnected;
        this.subscriptions = new Subscriptions(context, this);
        this.slow = new SlowConsumer(
                context,
                socket,
                this::end,
                subscriptions::takesDeltas,
                name -> subscriptions.end(name, UnsubscribeCode.INSUFFICIENT_STATE));
        this.subscribing = new Subscribing(context, this, subscriptions);
        this.looking = new Looking(context, this, subscriptions);
        this.serverSubscriptions = new ServerSubscriptions(context, this, subscriptions);
        this.connection = new Connection(context, this, serverSubscriptions);
    }

    @Override
    public void opened() {
        context.sessions().opened(this);
    }

    @Override
    public void message(WebSocketFrame frame) {
        if (isClosed()) {
            return;
        }
        socket.readBegins();
        try {
            waiting.addAll(codec.decode(ByteBufUtil.getBytes(frame.content())));
            proceed();
        } catch (MalformedFrameException e) {
            log.atDebug().addKeyValue("client", client).log("no frame of the protocol: {}", e.getMessage());
            end(Disconnect.BAD_REQUEST);
        }
    }

    @Override
    public void messagesEnd() {
        socket.readEnds();
    }

    /** Begins the commands that need not wait; while some must, nothing more is read. */
    private void proceed() {
        while (!isClosed() && !waiting.isEmpty() && !mustWait(waiting.peek())) {
            begin(waiting.remove());
        }
        if (leaving != null && waiting.isEmpty() && inFlight == 0) {
            end(leaving);
        }
        socket.read(waiting.isEmpty() && leaving == null);
    }

    private boolean mustWait(Command command) {
        return switch (state) {
            case State.Authenticating() -> true;
            case State.Connected _ ->
                inFlight >= MAX_IN_FLIGHT || subscriptions.isPending(channelOf(command.request()));
            case State.Waiting(), State.Refused(), State.Closed() -> false;
        };
    }

    private static String channelOf(Request request) {
        return switch (request) {
            case Request.Subscribe subscribe -> subscribe.channel();
            case Request.Unsubscribe unsubscribe -> unsubscribe.channel();
            case Request.SubRefresh refresh -> refresh.channel();
            case Request.Publish publish -> publish.channel();
            case Request.Pong _, Request.Connect _, Request.Presence _, Request.PresenceStats _ -> "";
            case Request.History _, Request.Ping _, Request.Send _, Request.Rpc _, Request.Refresh _ -> "";
        };
    }

    private void begin(Command command) {
        switch (state) {
            case State.Waiting() -> {
                if (command.request() instanceof Request.Connect connect && command.id() != 0) {
                    connection.connect(command.id(), connect);
                } else {
                    end(Disconnect.BAD_REQUEST);
                }
            }
            case State.Connected(Identity identity) -> begin(command.id(), command.request(), identity);
            case State.Refused() -> end(Disconnect.BAD_REQUEST);
            case State.Authenticating(), State.Closed() -> {}
        }
    }

    private void begin(long id, Request request, Identity identity) {
        if (id == 0 && !(request instanceof Request.Pong || request instanceof Request.Send)) {
            end(Disconnect.BAD_REQUEST);
            return;
        }
        switch (request) {
            case Request.Pong() -> {
                if (id == 0) {
                    connection.pong();
                } else {
                    end(Disconnect.BAD_REQUEST);
                }
            }
            case Request.Connect _ -> end(Disconnect.BAD_REQUEST);
            case Request.Subscribe subscribe -> subscribing.subscribe(id, subscribe, identity);
            case Request.Unsubscribe unsubscribe -> subscribing.unsubscribe(id, unsubscribe.channel());
            case Request.SubRefresh refresh -> subscribing.refresh(id, refresh);
            case Request.Publish publish -> Publishing.publish(this, context, id, publish, identity);
            case Request.Rpc rpc -> Appending.rpc(this, context, opening, id, rpc, identity);
            case Request.Send send -> Appending.send(this, context, opening, sendStream, send, identity);
            case Request.Refresh refresh -> connection.refresh(id, refresh, identity);
            case Request.Ping() -> answer(id, new Result.Ping());
            case Request.Presence presence -> looking.presence(id, presence.channel());
            case Request.PresenceStats stats -> looking.presenceStats(id, stats.channel());
            case Request.History history -> looking.history(id, history);
        }
    }

    /**
     * Waits for what the event loop must not wait for. What follows runs there, with either a value or a failure, and
     * also when the session has closed meanwhile.
     */
    <T> void await(CompletionStage<T> stage, BiConsumer<@Nullable T, @Nullable Throwable> then) {
        inFlight++;
        stage.whenCompleteAsync(
                (value, failure) -> {
                    inFlight--;
                    try {
                        then.accept(value, Failures.cause(failure));
                    } catch (RuntimeException e) {
                        log.atError().setCause(e).addKeyValue("client", client).log("a command failed");
                        end(Disconnect.SERVER_ERROR);
                    }
                    proceed();
                },
                eventLoop());
    }

    void answer(long id, Result result) {
        send(new Reply.Answer(id, result));
    }

    void fail(long id, ErrorCode code) {
        fail(id, code, code.message());
    }

    void fail(long id, ErrorCode code, String message) {
        context.metrics().failed(code);
        send(new Reply.Failure(id, code, message));
    }

    /** Something that this gateway needs is away: the client is told to try again, and that the outcome is unknown. */
    void fail(long id, Throwable failure) {
        Failures.log(log, failure, client);
        fail(id, ErrorCode.INTERNAL);
    }

    void send(Reply reply) {
        if (!isClosed()) {
            socket.send(codec.encode(reply));
        }
    }

    /** Sends what the client must be told once, however slowly it reads. */
    void tell(Reply.Unsubscribed reply) {
        if (!isClosed()) {
            socket.force(codec.encode(reply));
        }
    }

    boolean isClosed() {
        return state instanceof State.Closed;
    }

    /** Whether the client can take no data but JSON texts. */
    boolean isJson() {
        return codec.framing() == Framing.JSON;
    }

    void become(State next) {
        state = next;
    }

    /** It is known who the client is: from now on what backends ask of its user's connections reaches this one. */
    void identified(Identity identity, String clientId, @Nullable String traceparent) {
        user = identity.user();
        client = clientId;
        if (traceparent != null) {
            trace = TraceContext.of(traceparent);
        }
        context.sessions().connected(this);
    }

    /** The connect command has succeeded. */
    void connected(Identity identity, Reply.Answer answer) {
        state = new State.Connected(identity);
        context.metrics().connected(codec.framing());
        context.lifecycle().connected(client, user);
        onConnected.run();
        send(answer);
        asked.forEach(Runnable::run);
        asked.clear();
    }

    @Override
    public ClientInfo info(String channel) {
        SubscriptionGrant grant = subscriptions.grant(channel);
        byte[] connInfo = state instanceof State.Connected(Identity identity) ? identity.info() : null;
        return new ClientInfo(user, client, connInfo, grant == null ? null : grant.info());
    }

    /** Does what a backend asks as soon as the client is connected. */
    private void whenConnected(Runnable action) {
        eventLoop().execute(() -> {
            if (state instanceof State.Connected) {
                action.run();
            } else if (state instanceof State.Authenticating && asked.size() < MAX_ASKED) {
                asked.add(action);
            }
        });
    }

    @Override
    public void subscribe(String channel, ServerSubscription subscription, @Nullable Position since) {
        whenConnected(() -> serverSubscriptions.subscribe(channel, subscription, since));
    }

    @Override
    public void unsubscribe(String channel) {
        whenConnected(() -> serverSubscriptions.unsubscribe(channel));
    }

    @Override
    public void renew(@Nullable Instant expiresAt) {
        whenConnected(() -> connection.renew(expiresAt));
    }

    TraceContext trace() {
        return trace;
    }

    Subscriptions subscriptions() {
        return subscriptions;
    }

    /** Ends the connection, from the event loop. */
    void end(Disconnect disconnect) {
        end(disconnect.code(), disconnect.reason());
    }

    private void end(int code, String reason) {
        if (!isClosed()) {
            context.metrics().closed(code);
            leave(code, reason);
            socket.close(code, reason);
        }
    }

    private void leave(int code, String reason) {
        state = new State.Closed();
        context.lifecycle().disconnected(client, code, reason);
        waiting.clear();
        connection.stop();
        subscriptions.leave();
        slow.leave();
        context.sessions().closed(this);
    }

    @Override
    public void disconnect(Disconnect disconnect) {
        eventLoop().execute(() -> end(disconnect));
    }

    /** A subscription was made, under a configuration that may have changed meanwhile. */
    void review(String channel) {
        if (state instanceof State.Connected(Identity identity)) {
            subscriptions.review(channel, identity);
        }
    }

    @Override
    public void review() {
        eventLoop().execute(() -> {
            if (state instanceof State.Connected(Identity identity)) {
                subscriptions.review(identity);
            }
        });
    }

    @Override
    public void announce() {
        eventLoop().execute(() -> {
            if (state instanceof State.Connected) {
                context.lifecycle().connected(client, user);
                subscriptions.announce();
            }
        });
    }

    @Override
    public void move(Disconnect disconnect) {
        eventLoop().execute(() -> {
            leaving = disconnect;
            proceed();
        });
    }

    @Override
    public void close(WebSocketCloseStatus status, String reason) {
        end(status.code(), reason);
    }

    @Override
    public void closed(int code, String reason) {
        if (!isClosed()) {
            leave(code, reason);
        }
        context.sessions().leave();
    }

    @Override
    public void handshakeTimedOut() {
        if (!(state instanceof State.Connected)) {
            end(Disconnect.STALE);
        }
    }

    // The protocol has pings of its own; these answer nobody's.
    @Override
    public void pong() {}

    @Override
    public String user() {
        return user;
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
        ByteBuf frame = subscriptions.frame(publication, codec.framing());
        if (subscriptions.passes(publication.publication(), frame)) {
            slow.write(publication.publication(), frame);
        }
    }

    @Override
    public void move(Movement movement, FrameEncoder encoder) {
        if (subscriptions.hearsWhoMoves(movement.channel())) {
            slow.write(movement, movement.frame(encoder, codec.framing()));
        }
    }

    /** Publications to this client, which may not keep up with them. */
    SlowConsumer slow() {
        return slow;
    }

    @Override
    public void writable() {
        slow.writable();
    }

    @Override
    public void flush() {
        socket.flush();
    }

    @Override
    public void lose(String channel) {
        subscriptions.lose(channel);
    }

    @Override
    public void renew(String channel, String epoch) {
        subscriptions.renew(channel, epoch);
    }
}
