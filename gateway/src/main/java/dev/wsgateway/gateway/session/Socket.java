package dev.wsgateway.gateway.session;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.ssl.SslHandler;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * The sending half of a WebSocket, and its end. What waits for the client is bounded: a frame that finds more waiting
 * than the channel's high water mark is not sent. All methods but {@link #eventLoop} run on its event loop.
 */
final class Socket {
    /** How long a client may take to read what waits for it, see the close frame and hang up, in milliseconds. */
    private static final int LINGER_MILLIS = 3_000;

    private final Channel channel;
    private final Gathering gathering;
    private final Runnable onSlow;
    private final boolean encrypted;
    private boolean reading;
    private boolean closing;

    /**
     * Makes one.
     *
     * @param gathering that of the channel's event loop
     * @param onSlow called in place of sending a reply when too much waits for the client
     */
    Socket(Channel channel, Gathering gathering, Runnable onSlow) {
        this.channel = channel;
        this.gathering = gathering;
        this.encrypted = channel.pipeline().get(SslHandler.class) != null;
        this.onSlow = onSlow;
    }

    EventLoop eventLoop() {
        return channel.eventLoop();
    }

    /** Whether more waits for the client than it may have waiting, even after all was sent that could be. */
    private boolean isOverloaded() {
        if (channel.isWritable()) {
            return false;
        }
        channel.flush();
        return !channel.isWritable();
    }

    /** Sends a reply; those sent while messages are being read leave together at their end. */
    void send(WebSocketFrame frame) {
        if (!closing && isOverloaded()) {
            frame.release();
            onSlow.run();
            return;
        }
        force(frame);
    }

    /** Sends a ping however much waits: whether it is answered in time decides about the client. */
    void ping() {
        if (!closing) {
            gathering.end(channel);
            ChannelFuture _ =
                    channel.writeAndFlush(new PingWebSocketFrame(Unpooled.EMPTY_BUFFER), channel.voidPromise());
        }
    }

    /** Sends a frame however much waits, such as one that only tells the client of something once. */
    void force(WebSocketFrame frame) {
        if (closing) {
            frame.release();
            return;
        }
        gathering.end(channel);
        ChannelFuture _ = channel.write(frame, channel.voidPromise());
        if (!reading) {
            channel.flush();
        }
    }

    /** Writes a frame that other sockets are sent as well, unless too much waits for this one: then it returns false. */
    boolean offer(ByteBuf frame) {
        if (closing) {
            return true;
        }
        if (isOverloaded()) {
            return false;
        }
        gathering.add(frame, channel, !encrypted);
        return true;
    }

    void flush() {
        gathering.end(channel);
    }

    void readBegins() {
        reading = true;
    }

    void readEnds() {
        reading = false;
        gathering.end(channel);
        channel.flush();
    }

    /** Takes no more from the client until told otherwise: its kernel then makes it wait. */
    void read(boolean on) {
        channel.config().setAutoRead(on || closing);
    }

    /**
     * Sends a close frame and gives the client a moment to read it. Closing at once would discard it wherever the
     * client has sent something that was not read (RFC 1122, section 4.2.2.13).
     */
    void close(int code, String reason) {
        if (closing) {
            return;
        }
        closing = true;
        gathering.end(channel);
        channel.writeAndFlush(new CloseWebSocketFrame(code, reason)).addListener(written -> {
            if (written.isSuccess()) {
                ChannelFuture _ = ((DuplexChannel) channel).shutdownOutput();
            }
        });
        channel.config().setAutoRead(true);
        Future<?> _ = channel.eventLoop().schedule(this::hangUp, LINGER_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void hangUp() {
        ChannelFuture _ = channel.close();
    }
}
