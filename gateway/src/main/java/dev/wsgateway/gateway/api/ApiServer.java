package dev.wsgateway.gateway.api;

import dev.wsgateway.gateway.metrics.GatewayMetrics;
import dev.wsgateway.gateway.settings.Settings;
import dev.wsgateway.gateway.transport.Transport;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpServerKeepAliveHandler;
import io.netty.handler.flow.FlowControlHandler;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** The HTTP port for backends, probes and metrics. */
public final class ApiServer {
    private final Channel server;
    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);

    private ApiServer(
            EventLoopGroup loops, Transport transport, InetSocketAddress address, Supplier<ApiConnection> connection) {
        this.server = new ServerBootstrap()
                .group(loops)
                .channel(transport.serverChannel())
                .option(ChannelOption.SO_BACKLOG, 1024)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.AUTO_READ, false)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        connections.add(channel);
                        channel.pipeline()
                                .addLast(new HttpServerCodec())
                                .addLast(new HttpServerKeepAliveHandler())
                                .addLast(new FlowControlHandler())
                                .addLast(connection.get());
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
     * @param ready what {@code /readyz} answers
     * @throws RuntimeException an {@link java.net.BindException} where the address is taken
     */
    public static ApiServer listen(
            EventLoopGroup loops,
            Transport transport,
            InetSocketAddress address,
            ApiMethods methods,
            Supplier<Settings> settings,
            GatewayMetrics metrics,
            BooleanSupplier ready) {
        Router router = new Router(methods, new ApiKeys(settings), ready, metrics::scrape);
        return new ApiServer(loops, transport, address, () -> new ApiConnection(router, settings, metrics));
    }

    /** The port it listens on. */
    public int port() {
        return ((InetSocketAddress) server.localAddress()).getPort();
    }

    /** Takes no further connection and lets requests that are under way end, within a time. Blocks until it is done. */
    public void close(Duration within) {
        server.close().syncUninterruptibly();
        connections.forEach(channel -> channel.pipeline().fireUserEventTriggered(ApiConnection.DRAIN));
        connections.newCloseFuture().awaitUninterruptibly(within.toMillis());
        connections.close().awaitUninterruptibly();
    }
}
