package dev.wsgateway.gateway.transport;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.function.Supplier;

/** A way to serve sockets. All event loops and server sockets of the process are made by the same one. */
@SuppressWarnings("ImmutableEnumChecker") // A method reference has no state.
public enum Transport {
    /** Linux, with Netty's native library: the one to use where there is one. */
    EPOLL(EpollServerSocketChannel.class, EpollIoHandler::newFactory),
    /** Everywhere. */
    NIO(NioServerSocketChannel.class, NioIoHandler::newFactory);

    private final Class<? extends ServerChannel> serverChannel;
    private final Supplier<IoHandlerFactory> handler;

    Transport(Class<? extends ServerChannel> serverChannel, Supplier<IoHandlerFactory> handler) {
        this.serverChannel = serverChannel;
        this.handler = handler;
    }

    /** The best one that works on this machine. */
    public static Transport best() {
        return Epoll.isAvailable() ? EPOLL : NIO;
    }

    /** What a server socket is made of. */
    public Class<? extends ServerChannel> serverChannel() {
        return serverChannel;
    }

    /** Starts event loops. Who calls it shuts them down. */
    public EventLoopGroup eventLoops(String threadName, int threads) {
        return new MultiThreadIoEventLoopGroup(threads, new DefaultThreadFactory(threadName, true), handler.get());
    }
}
