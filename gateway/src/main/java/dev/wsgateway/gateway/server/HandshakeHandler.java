package dev.wsgateway.gateway.server;

import dev.wsgateway.config.GatewayConfig;
import dev.wsgateway.gateway.session.Opening;
import dev.wsgateway.gateway.session.PlainSession;
import dev.wsgateway.gateway.session.ProtocolSession;
import dev.wsgateway.gateway.session.Session;
import dev.wsgateway.gateway.session.SessionContext;
import dev.wsgateway.gateway.stream.ClientMessage;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker13;
import java.io.IOException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers the one HTTP request of a connection: with a session, or with what is wrong. */
final class HandshakeHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
    private static final Logger log = LoggerFactory.getLogger(HandshakeHandler.class);
    private static final String TRACEPARENT = "traceparent";

    private final SessionContext context;
    private boolean asked;
    private boolean answered;

    HandshakeHandler(SessionContext context) {
        this.context = context;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
        if (asked) {
            ChannelFuture _ = ctx.close();
            return;
        }
        asked = true;
        try {
            Handshake handshake = Handshake.of(request);
            checkOrigin(handshake);
            switch (handshake.endpoint()) {
                case WEBSOCKET -> openProtocol(ctx, handshake);
                case PLAIN -> openPlain(ctx, handshake);
            }
        } catch (RefusedException e) {
            refuse(ctx, e);
        }
    }

    private void checkOrigin(Handshake handshake) throws RefusedException {
        String origin = handshake.header(HttpHeaderNames.ORIGIN);
        GatewayConfig config = context.settings().get().config();
        if (!Origins.allow(config.allowedOrigins(), origin, handshake.header(HttpHeaderNames.HOST))) {
            throw new RefusedException(
                    HttpResponseStatus.FORBIDDEN,
                    "pages of this origin may not open a socket: add it to spec.allowedOrigins");
        }
    }

    private void openProtocol(ChannelHandlerContext ctx, Handshake handshake) throws RefusedException {
        Subprotocol subprotocol = Subprotocol.choose(handshake.subprotocols());
        String stream = handshake.parameter("stream");
        PlainHandshake.checkStream(stream, context.settings().get());
        Opening opening = opening(handshake);
        enter();
        // Not the context: after the handshake that would hold on to the decoder of HTTP and its buffers.
        ChannelPipeline pipeline = ctx.pipeline();
        Session session = new ProtocolSession(
                context, ctx.channel(), subprotocol.codec(), stream, opening, () -> HandshakeTimeout.end(pipeline));
        open(ctx, handshake.request(), subprotocol.name(), session);
    }

    private Opening opening(Handshake handshake) throws RefusedException {
        Map<String, String> keys = new HashMap<>();
        for (GatewayConfig.Stream stream : context.settings().get().streams().values()) {
            String header = stream.keyHeader();
            String key = header == null ? null : handshake.header(header);
            if (header != null && key != null) {
                checkKey(header, key);
                keys.put(header.toLowerCase(Locale.ROOT), key);
            }
        }
        return new Opening(handshake.header(TRACEPARENT), Map.copyOf(keys));
    }

    private static void checkKey(String header, String key) throws RefusedException {
        try {
            var _ = ClientMessage.Labels.given(null, key);
        } catch (IllegalArgumentException e) {
            throw new RefusedException(
                    HttpResponseStatus.BAD_REQUEST, "the header " + header + " is no key: " + e.getMessage(), e);
        }
    }

    private void openPlain(ChannelHandlerContext ctx, Handshake handshake) throws RefusedException {
        Opening opening = opening(handshake);
        enter();
        handshake.request().retain();
        PlainHandshake.check(handshake, context)
                .whenCompleteAsync(
                        (accepted, failure) -> openPlain(ctx, handshake, opening, accepted, failure), ctx.executor());
    }

    private void openPlain(
            ChannelHandlerContext ctx,
            Handshake handshake,
            Opening opening,
            PlainHandshake.@Nullable Accepted accepted,
            @Nullable Throwable failure) {
        if (accepted != null && !answered && ctx.channel().isActive()) {
            Session session = new PlainSession(
                    context,
                    ctx.channel(),
                    accepted.identity(),
                    accepted.channels(),
                    accepted.stream(),
                    accepted.labels(),
                    opening);
            HandshakeTimeout.end(ctx.pipeline());
            // A browser fails where it offered subprotocols and none is chosen.
            String first = handshake.subprotocols().isEmpty()
                    ? null
                    : handshake.subprotocols().getFirst();
            open(ctx, handshake.request(), first, session);
        } else {
            context.sessions().leave();
            if (accepted != null) {
                accepted.channels().forEach(context.broker()::unsubscribe);
            } else if (failure != null) {
                refuse(ctx, PlainHandshake.refusal(failure));
            }
        }
        handshake.request().release();
    }

    /** Takes the connection's place among those of this process; the session gives it back. */
    private void enter() throws RefusedException {
        if (context.sessions().isRefusing()) {
            throw new RefusedException(
                    HttpResponseStatus.SERVICE_UNAVAILABLE,
                    "this gateway is about to end; try again, another one answers");
        }
        int limit = context.settings().get().config().limits().connectionsPerPod();
        if (!context.sessions().enter(limit)) {
            throw new RefusedException(
                    HttpResponseStatus.SERVICE_UNAVAILABLE, "this gateway has all the connections it may; try again");
        }
    }

    private void open(
            ChannelHandlerContext ctx, FullHttpRequest request, @Nullable String subprotocol, Session session) {
        answered = true;
        int messageBytes = context.settings().get().config().limits().messageBytes();
        ChannelPipeline pipeline = ctx.pipeline();
        pipeline.addLast(new WebSocketFrameAggregator(messageBytes)).addLast(new FrameHandler(session));
        pipeline.remove(this);
        WebSocketDecoderConfig decoding = WebSocketDecoderConfig.newBuilder()
                .maxFramePayloadLength(messageBytes)
                .closeOnProtocolViolation(false)
                .withUTF8Validator(false)
                .build();
        // Before the answer: a client that has it may count on its channels. What the hub writes comes in a later task.
        session.opened();
        new WebSocketServerHandshaker13(null, subprotocol, decoding)
                .handshake(ctx.channel(), request)
                .addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
    }

    private void refuse(ChannelHandlerContext ctx, RefusedException refused) {
        if (!answered) {
            answered = true;
            context.metrics().refused(refused.status().code());
            refused.answer(ctx);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof HandshakeTimeout.Over) {
            refuse(ctx, new RefusedException(HttpResponseStatus.REQUEST_TIMEOUT, "no handshake in time"));
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (!(cause instanceof IOException)) {
            log.atError().setCause(cause).log("a handshake failed");
        }
        ChannelFuture _ = ctx.close();
    }
}
