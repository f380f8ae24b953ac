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
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** A way to serve sockets. All event loops and server sockets of the process are made by the same one. */
@SuppressWarnings("ImmutableEnumChecker") // A method reference has no state.
public enum Transport {
    /**
     * Linux 5.9 or newer, with Netty's native library, where the container runtime allows it: containerd 2 and newer
     * Docker forbid it under their default seccomp profile. Only used where it is asked for.
     */
    IO_URING(IoUringServerSocketChannel.class, IoUringIoHandler::newFactory, IoUring::isAvailable),
    /** Linux, with Netty's native library: the one to use where there is one. */
    EPOLL(EpollServerSocketChannel.class, EpollIoHandler::newFactory, Epoll::isAvailable),
    /** Everywhere. */
    NIO(NioServerSocketChannel.class, NioIoHandler::newFactory, () -> true);

    private final Class<? extends ServerChannel> serverChannel;
    private final Supplier<IoHandlerFactory> handler;
    private final BooleanSupplier available;

    Transport(
            Class<? extends ServerChannel> serverChannel,
            Supplier<IoHandlerFactory> handler,
            BooleanSupplier available) {
        this.serverChannel = serverChannel;
        this.handler = handler;
        this.available = available;
    }

    /**
     * The transport of a name in small letters.
     *
     * @throws IllegalArgumentException when there is none
     */
    public static Transport of(String name) {
        return Arrays.stream(values())
                .filter(transport -> transport.toString().equals(name))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException("no transport '" + name + "': write one of " + List.of(values())));
    }

    /** Whether it works on this machine, in this container. */
    public boolean isAvailable() {
        return available.getAsBoolean();
    }

    /** The best one that works on this machine. */
    public static Transport best() {
        return EPOLL.isAvailable() ? EPOLL : NIO;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
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
