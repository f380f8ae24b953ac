package dev.wsgateway.bench.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One HTTP connection of a publisher, with at most one request under way. Runs on the publisher's event loop. */
final class PublishConnection extends ChannelInboundHandlerAdapter {
    private static final ByteBuf HEAD_END =
            Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer("\r\n\r\n".getBytes(US_ASCII)));
    private static final String LENGTH = "content-length:";

    private final Publisher publisher;
    private final ByteBuf in = Unpooled.buffer(4096);
    private @Nullable Channel channel;
    private volatile boolean closing;
    private long due;

    PublishConnection(Publisher publisher) {
        this.publisher = publisher;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        channel = ctx.channel();
    }

    void send(byte[] request, long dueAt) {
        due = dueAt;
        if (channel != null) {
            ByteBuf copy = channel.alloc().directBuffer(request.length).writeBytes(request);
            ChannelFuture _ = channel.writeAndFlush(copy, channel.voidPromise());
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf fresh = (ByteBuf) message;
        in.writeBytes(fresh);
        fresh.release();
        int headEnd = ByteBufUtil.indexOf(HEAD_END, in);
        if (headEnd < 0) {
            return;
        }
        String head = in.toString(in.readerIndex(), headEnd - in.readerIndex(), US_ASCII)
                .toLowerCase(Locale.ROOT);
        int at = head.indexOf(LENGTH);
        if (at < 0) {
            throw new IllegalStateException("an answer without a length: " + head);
        }
        int lineEnd = head.indexOf('\r', at);
        int length = Integer.parseInt(head.substring(at + LENGTH.length(), lineEnd < 0 ? head.length() : lineEnd)
                .strip());
        int end = headEnd + 4 + length;
        if (in.writerIndex() < end) {
            return;
        }
        boolean success = head.startsWith("http/1.1 200")
                && !in.toString(headEnd + 4, length, US_ASCII).startsWith("{\"error\"");
        in.clear();
        publisher.answered(this, success, due);
    }

    void close() {
        closing = true;
        if (channel != null) {
            ChannelFuture _ = channel.close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (!closing) {
            publisher.failed("connection closed by the server");
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        publisher.failed(cause.toString());
    }
}
