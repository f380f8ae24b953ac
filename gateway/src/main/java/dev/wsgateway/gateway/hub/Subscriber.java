package dev.wsgateway.gateway.hub;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;

/** A socket, as the hub sees it. All methods but {@link #eventLoop} and {@link #framing} are called on its event loop. */
public interface Subscriber {
    /** The event loop that serves the socket; always the same. */
    EventLoop eventLoop();

    /** How the socket wants its publications; always the same. */
    Framing framing();

    /**
     * Hands on a publication: writes the frame without flushing, or gives the socket up if too much waits for it
     * already. The frame is shared: retain it or a duplicate of it before writing, leave its indices alone.
     */
    void write(ByteBuf frame);

    /** Sends what was written. Called once after one or more {@link #write}s. */
    void flush();
}
