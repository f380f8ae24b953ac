package dev.wsgateway.gateway.server;

import dev.wsgateway.gateway.session.Session;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands messages to the session, and answers what the WebSocket protocol itself asks (RFC 6455, section 5.5). */
final class FrameHandler extends ChannelInboundHandlerAdapter {
    private static final Logger log = LoggerFactory.getLogger(FrameHandler.class);

    private final Session session;
    private int closeCode = WebSocketCloseStatus.ABNORMAL_CLOSURE.code();
    private String closeReason = "";

    FrameHandler(Session session) {
        this.session = session;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        try {
            switch (message) {
                case PingWebSocketFrame ping -> answer(ctx, ping);
                case PongWebSocketFrame pong -> session.pong();
                case CloseWebSocketFrame close -> {
                    noteClose(close);
                    answer(ctx, close);
                }
                case TextWebSocketFrame text
                when !isUtf8(text) -> session.close(WebSocketCloseStatus.INVALID_PAYLOAD_DATA, "text is not UTF-8");
                case WebSocketFrame frame -> session.message(frame);
                default -> {} // The rest of the handshake's HTTP.
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private static boolean isUtf8(TextWebSocketFrame frame) {
        return ByteBufUtil.isText(frame.content(), StandardCharsets.UTF_8);
    }

    // Section 5.5.3 lets pings go unanswered: those of a client that does not read would fill the memory with pongs.
    private static void answer(ChannelHandlerContext ctx, PingWebSocketFrame ping) {
        if (ctx.channel().isWritable()) {
            ChannelFuture _ =
                    ctx.writeAndFlush(new PongWebSocketFrame(ping.content().retain()), ctx.voidPromise());
        }
    }

    private void noteClose(CloseWebSocketFrame close) {
        closeCode = close.statusCode() < 0 ? WebSocketCloseStatus.EMPTY.code() : close.statusCode();
        closeReason = close.reasonText();
    }

    // Section 5.5.1: the same code goes back, unless this end has sent one already, and the server hangs up.
    private static void answer(ChannelHandlerContext ctx, CloseWebSocketFrame close) {
        ctx.writeAndFlush(close.retainedDuplicate()).addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        session.messagesEnd();
    }

    // It may come from within a write or flush of the session, which must have ended before it writes more.
    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (ctx.channel().isWritable()) {
            ctx.executor().execute(session::writable);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof HandshakeTimeout.Over) {
            session.handshakeTimedOut();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        session.closed(closeCode, closeReason);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        switch (cause) {
            case CorruptedWebSocketFrameException corrupt
            when !corrupt.closeStatus().equals(WebSocketCloseStatus.MESSAGE_TOO_BIG) ->
                session.close(corrupt.closeStatus(), "broken frame");
            case CorruptedWebSocketFrameException _, TooLongFrameException _ ->
                session.close(WebSocketCloseStatus.MESSAGE_TOO_BIG, "message too big");
            case IOException gone -> hangUp(ctx);
            default -> {
                log.atError().setCause(cause).log("a session failed");
                session.close(WebSocketCloseStatus.INTERNAL_SERVER_ERROR, "internal server error");
            }
        }
    }

    private static void hangUp(ChannelHandlerContext ctx) {
        ChannelFuture _ = ctx.close();
    }
}
