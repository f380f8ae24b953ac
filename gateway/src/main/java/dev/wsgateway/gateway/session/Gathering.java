package dev.wsgateway.gateway.session;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.epoll.EpollSocketChannel;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Writes frames that many sockets are sent, one socket after the other. What one socket is given is copied together and
 * leaves in one system call, past Netty's queue and without an object for each frame, where nothing waits for the socket
 * and the transport lets us. One for each event loop, which alone uses it.
 */
final class Gathering {
    private static final int SIZE = 1 << 16;

    private final ByteBuf frames = Unpooled.directBuffer(SIZE, SIZE);
    /** Whose frames they are; null while there are none. */
    private @Nullable Channel owner;

    private boolean direct;

    /** The event loop has ended: frees the memory. */
    void release() {
        frames.release();
    }

    /**
     * Writes a frame, which stays the caller's; it has left for sure after {@link #end}.
     *
     * @param past whether the frame may go past the channel's pipeline, which must have nothing to do with it
     */
    void add(ByteBuf frame, Channel channel, boolean past) {
        if (!channel.equals(owner)) {
            end();
        }
        if (frame.readableBytes() > frames.writableBytes()) {
            end();
            ChannelFuture _ = channel.write(frame.retainedDuplicate(), channel.voidPromise());
            channel.flush();
            return;
        }
        owner = channel;
        direct = past;
        frames.writeBytes(frame, frame.readerIndex(), frame.readableBytes());
    }

    /** Sends what is written for a channel. To be called before anything else is written to it. */
    void end(Channel channel) {
        if (channel.equals(owner)) {
            end();
        }
    }

    private void end() {
        Channel channel = owner;
        if (channel == null) {
            return;
        }
        owner = null;
        if (direct && channel instanceof EpollSocketChannel socket && nothingWaits(channel)) {
            writeDirectly(socket);
        }
        if (frames.isReadable()) {
            ByteBuf rest = channel.alloc().directBuffer(frames.readableBytes()).writeBytes(frames);
            ChannelFuture _ = channel.writeAndFlush(rest, channel.voidPromise());
        }
        frames.clear();
    }

    private static boolean nothingWaits(Channel channel) {
        ChannelOutboundBuffer queue = channel.unsafe().outboundBuffer();
        return queue != null && queue.isEmpty();
    }

    // What is left over is written in the usual way, which also finds out what is wrong.
    private void writeDirectly(EpollSocketChannel channel) {
        try {
            int written = channel.fd().writeAddress(frames.memoryAddress(), frames.readerIndex(), frames.writerIndex());
            frames.skipBytes(written);
        } catch (IOException e) {
            // As said.
        }
    }
}
