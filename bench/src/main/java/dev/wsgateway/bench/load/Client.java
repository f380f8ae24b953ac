package dev.wsgateway.bench.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.jspecify.annotations.Nullable;

/** One socket of the generator. Runs on the generator's event loop. */
final class Client extends ChannelInboundHandlerAdapter {
    private static final byte[] HEAD_END = "\r\n\r\n".getBytes(US_ASCII);

    private final Fleet fleet;
    final int number;
    private final String channelName;
    private @Nullable Channel channel;
    /** What came of a frame that is not whole yet. */
    private @Nullable ByteBuf rest;

    private boolean upgraded;
    private boolean ready;
    private Dialect.@Nullable Position position;
    private Dialect.@Nullable Position since;
    /** Messages since it was opened, those included that came with the subscription. */
    int received;

    private long sentAt;

    Client(Fleet fleet, int number, String channelName) {
        this.fleet = fleet;
        this.number = number;
        this.channelName = channelName;
    }

    /** Prepares it to be opened, for the first time or again. */
    Client fresh(boolean recover) {
        since = recover ? position : null;
        upgraded = false;
        ready = false;
        received = 0;
        return this;
    }

    // One channel at a time, but several one after the other.
    @Override
    public boolean isSharable() {
        return true;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        channel = ctx.channel();
        String subprotocol = fleet.dialect().subprotocol();
        String head = "GET " + fleet.dialect().path(channelName) + " HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                + "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                + (subprotocol == null ? "" : "Sec-WebSocket-Protocol: " + subprotocol + "\r\n") + "\r\n";
        ChannelFuture _ = ctx.writeAndFlush(Unpooled.copiedBuffer(head, US_ASCII));
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf fresh = (ByteBuf) message;
        try {
            ByteBuf in = rest == null ? fresh : rest.writeBytes(fresh);
            if (!upgraded) {
                upgrade(ctx, in);
            }
            while (upgraded && readFrame(ctx, in)) {
                // The next one, then.
            }
            keep(in);
        } finally {
            fresh.release();
        }
    }

    private void upgrade(ChannelHandlerContext ctx, ByteBuf in) {
        int end = ByteBufUtil.indexOf(Unpooled.wrappedBuffer(HEAD_END), in);
        if (end < 0) {
            return;
        }
        String head = in.toString(in.readerIndex(), end - in.readerIndex(), US_ASCII);
        if (!head.startsWith("HTTP/1.1 101")) {
            throw new IllegalStateException("not upgraded: " + head);
        }
        in.readerIndex(end + HEAD_END.length);
        upgraded = true;
        for (byte[] message : fleet.dialect().onOpen(channelName, since)) {
            send(ctx, message);
        }
    }

    private void keep(ByteBuf in) {
        if (!in.isReadable()) {
            if (rest != null) {
                rest.release();
                rest = null;
            }
        } else if (rest == null) {
            rest = in.alloc().heapBuffer(Math.max(1024, 2 * in.readableBytes())).writeBytes(in);
        } else {
            rest.discardReadBytes();
        }
    }

    private boolean readFrame(ChannelHandlerContext ctx, ByteBuf in) {
        int begin = in.readerIndex();
        int available = in.readableBytes();
        if (available < 2) {
            return false;
        }
        int opcode = in.getByte(begin) & 15;
        long length = in.getByte(begin + 1) & 127;
        int head = length < 126 ? 2 : length == 126 ? 4 : 10;
        if (available < head) {
            return false;
        }
        if (length == 126) {
            length = in.getUnsignedShort(begin + 2);
        } else if (length == 127) {
            length = in.getLong(begin + 2);
        }
        if (available < head + length) {
            return false;
        }
        int from = begin + head;
        int end = from + (int) length;
        in.readerIndex(end);
        switch (opcode) {
            case Frames.PING -> {
                ChannelFuture _ = ctx.writeAndFlush(Frames.of(Frames.PONG, ByteBufUtil.getBytes(in, from, end - from)));
            }
            case Frames.CLOSE -> fleet.failed(this, "closed by the server");
            default -> message(ctx, in, from, end);
        }
        return true;
    }

    private void message(ChannelHandlerContext ctx, ByteBuf in, int from, int end) {
        int count = fleet.recorder().record(in, from, end);
        received += count;
        if (count == 0 && sentAt != 0 && startsWith(in, from, end, fleet.acknowledgement())) {
            fleet.acknowledged(System.nanoTime() - sentAt);
            sentAt = 0;
            append();
        } else if (count == 0 || !ready || !fleet.recorder().isRegular()) {
            react(ctx, ByteBufUtil.getBytes(in, from, end - from));
        }
        if (count > 0) {
            fleet.arrived(this);
        }
    }

    private static boolean startsWith(ByteBuf in, int from, int end, byte[] prefix) {
        if (prefix.length == 0 || end - from < prefix.length) {
            return false;
        }
        for (int i = 0; i < prefix.length; i++) {
            if (in.getByte(from + i) != prefix[i]) {
                return false;
            }
        }
        return true;
    }

    private void react(ChannelHandlerContext ctx, byte[] message) {
        Dialect.Reaction reaction = fleet.dialect().onMessage(message, channelName);
        if (reaction.answer() != null) {
            send(ctx, reaction.answer());
        }
        if (reaction.position() != null) {
            position = reaction.position();
        }
        if (reaction.ready() && !ready) {
            ready = true;
            fleet.ready(this);
        }
    }

    private void send(ChannelHandlerContext ctx, byte[] message) {
        ChannelFuture _ =
                ctx.writeAndFlush(Frames.of(fleet.dialect().isBinary() ? Frames.BINARY : Frames.TEXT, message));
    }

    /** Sends a message to a stream, and another one when it is acknowledged, while the fleet does so. */
    void append() {
        ByteBuf frame = fleet.appended();
        if (frame != null && sentAt == 0 && channel != null) {
            sentAt = System.nanoTime();
            ChannelFuture _ = channel.writeAndFlush(frame.retainedDuplicate(), channel.voidPromise());
        }
    }

    /** Stops reading for good: the kernel's buffers, then the server's, fill up. */
    void stopReading() {
        if (channel != null) {
            channel.config().setAutoRead(false);
        }
    }

    void close() {
        if (channel != null) {
            ChannelFuture _ = channel.close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (rest != null) {
            rest.release();
            rest = null;
        }
        channel = null;
        fleet.gone(this);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        fleet.failed(this, cause.toString());
        ChannelFuture _ = ctx.close();
    }
}
