package dev.wsgateway.gateway.server;

import dev.wsgateway.config.GatewayConfig;
import dev.wsgateway.gateway.protocol.Disconnect;
import dev.wsgateway.gateway.session.SessionContext;
import dev.wsgateway.gateway.transport.Transport;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The port for frontends. */
public final class ClientServer {
    /** A handshake has no body; what little there may be is ignored. */
    private static final int MAX_BODY = 1024;
    /** Bytes of the request line, and of all headers: a token may be in either. */
    private static final int MAX_HEAD = 16_384;

    private static final int CHUNK = 8_192;

    private final SessionContext context;
    private final Channel server;
    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);

    private ClientServer(EventLoopGroup loops, Transport transport, InetSocketAddress address, SessionContext context) {
        this.context = context;
        this.server = new ServerBootstrap()
                .group(loops)
                .channel(transport.serverChannel())
                .option(ChannelOption.SO_BACKLOG, 4096)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        accept(channel);
                    }
                })
                .bind(address)
                .syncUninterruptibly()
                .channel();
    }

    /**
     * Begins to listen.
     *
     * @param loops made by the transport; closed by the caller, after this
     * @param address where to listen; port 0 for one that the system chooses
     * @throws RuntimeException a {@link java.net.BindException} where the address is taken
     */
    public static ClientServer listen(
            EventLoopGroup loops, Transport transport, InetSocketAddress address, SessionContext context) {
        return new ClientServer(loops, transport, address, context);
    }

    private void accept(Channel channel) {
        GatewayConfig config = context.settings().get().config();
        int queue = config.limits().queueBytes();
        channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(queue / 2, queue));
        connections.add(channel);
        channel.pipeline()
                .addLast(new HandshakeTimeout(config.timeouts().handshake()))
                .addLast(new HttpServerCodec(MAX_HEAD, MAX_HEAD, CHUNK))
                .addLast(new HttpObjectAggregator(MAX_BODY))
                .addLast(new HandshakeHandler(context));
    }

    /** The port it listens on. */
    public int port() {
        return ((InetSocketAddress) server.localAddress()).getPort();
    }

    /**
     * Takes no further connection, tells all clients to come back, which another gateway will see, and gives them a time
     * to go. Blocks until it is done.
     */
    public void close(Duration within) {
        server.close().syncUninterruptibly();
        context.sessions().disconnectAll(Disconnect.SHUTDOWN);
        connections.newCloseFuture().awaitUninterruptibly(within.toMillis(), TimeUnit.MILLISECONDS);
        connections.close().awaitUninterruptibly();
    }
}
