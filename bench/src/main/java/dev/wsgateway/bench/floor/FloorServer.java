package dev.wsgateway.bench.floor;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;

/** Its process. Arguments: epoll or io_uring, port, port of Redis. */
public final class FloorServer {
    private FloorServer() {}

    /** Serves until it is killed. */
    public static void main(String[] arguments) {
        boolean uring = arguments[0].equals("io_uring");
        IoHandlerFactory io = uring ? IoUringIoHandler.newFactory() : EpollIoHandler.newFactory();
        Class<? extends ServerChannel> channel =
                uring ? IoUringServerSocketChannel.class : EpollServerSocketChannel.class;
        EventLoopGroup loops = new MultiThreadIoEventLoopGroup(2, io);
        RedisClient redis = RedisClient.create("redis://127.0.0.1:" + arguments[2]);
        RedisCodec<String, byte[]> codec = RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE);
        StatefulRedisConnection<String, byte[]> commands = redis.connect(codec);
        StatefulRedisPubSubConnection<String, byte[]> pubSub = redis.connectPubSub(codec);
        FloorHub hub = new FloorHub(pubSub.async());
        pubSub.addListener(new RedisPubSubAdapter<>() {
            @Override
            public void message(String name, byte[] message) {
                hub.deliver(name, message);
            }
        });
        new ServerBootstrap()
                .group(loops)
                .channel(channel)
                .option(ChannelOption.SO_BACKLOG, 4096)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel socket) {
                        socket.pipeline()
                                .addLast(new HttpServerCodec())
                                .addLast(new HttpObjectAggregator(1 << 20))
                                .addLast(new FloorHandler(hub, commands.async()));
                    }
                })
                .bind("127.0.0.1", Integer.parseInt(arguments[1]))
                .syncUninterruptibly()
                .channel()
                .closeFuture()
                .syncUninterruptibly();
    }
}
