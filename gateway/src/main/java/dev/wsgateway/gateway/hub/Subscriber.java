package dev.wsgateway.gateway.hub;

import io.netty.channel.EventLoop;

/** A socket, as the hub sees it. All methods but {@link #eventLoop} are called on its event loop. */
public interface Subscriber {
    /** The event loop that serves the socket; always the same. */
    EventLoop eventLoop();

    /**
     * Hands on a publication: writes its frame without flushing, or gives the socket up if too much waits for it already.
     * The frame is shared: retain it or a duplicate of it before writing, leave its indices alone.
     */
    void write(EncodedPublication publication);

    /** Sends what was written. Called once after one or more {@link #write}s. */
    void flush();

    /** Who the socket is to others that are subscribed to a channel. */
    ClientInfo info(String channel);

    /**
     * Publications of a channel were lost and can't be had any more: the client has to be told. No other publication of
     * the channel is handed on before this returns.
     */
    void lose(String channel);

    /**
     * The offsets of what follows are of another epoch; nothing was lost. A client that resumes from a position has to
     * learn the new one before it gets any of them. No other publication of the channel is handed on before this returns.
     */
    default void renew(String channel, String epoch) {}

    /** Hands on that somebody came to a channel or left it, to a socket that wants to know; without flushing. */
    default void move(Movement movement, FrameEncoder encoder) {}
}
