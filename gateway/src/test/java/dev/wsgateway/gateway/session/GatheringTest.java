package dev.wsgateway.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsgateway.gateway.transport.Transport;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoopGroup;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GatheringTest {
    private final EventLoopGroup loops = Transport.best().eventLoops("test", 1);
    private final BlockingQueue<Channel> accepted = new LinkedBlockingQueue<>();
    private final AtomicInteger queued = new AtomicInteger();
    private final Gathering gathering = new Gathering();

    private final Channel server = new ServerBootstrap()
            .group(loops)
            .channel(Transport.best().serverChannel())
            .childHandler(new ChannelInitializer<>() {
                @Override
                protected void initChannel(Channel channel) {
                    channel.pipeline().addLast(new ChannelInboundHandlerAdapter(), new ChannelOutboundHandlerAdapter() {
                        @Override
                        public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
                            queued.incrementAndGet();
                            ChannelFuture _ = ctx.write(message, promise);
                        }
                    });
                    accepted.add(channel);
                }
            })
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .syncUninterruptibly()
            .channel();

    @AfterEach
    void stop() {
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
        gathering.release();
    }

    @Test
    void framesForOneSocketLeaveTogetherPastItsQueue() throws Exception {
        try (Socket client = connect()) {
            Channel channel = accepted.take();
            run(channel, () -> {
                add(channel, 1, 10);
                add(channel, 2, 10);
                gathering.end(channel);
            });
            assertThat(client.getInputStream().readNBytes(20)).containsExactly(concat(1, 10, 2, 10));
            assertThat(queued.get()).isZero();
        }
    }

    @Test
    void anotherSocketsFramesAreNotMixedIn() throws Exception {
        try (Socket one = connect();
                Socket two = connect()) {
            Channel first = accepted.take();
            Channel second = accepted.take();
            run(first, () -> {
                add(first, 1, 10);
                add(second, 2, 10);
                add(first, 3, 10);
                gathering.end(second);
                gathering.end(first);
            });
            assertThat(one.getInputStream().readNBytes(20)).containsExactly(concat(1, 10, 3, 10));
            assertThat(two.getInputStream().readNBytes(10)).containsExactly(concat(2, 10));
        }
    }

    @Test
    void orderIsKeptWhenTheClientDoesNotRead() throws Exception {
        try (Socket client = connect()) {
            Channel channel = accepted.take();
            int frames = 2_000;
            int size = 10_000;
            run(channel, () -> {
                for (int i = 0; i < frames; i++) {
                    add(channel, i % 100, size);
                    if (i % 3 == 0) {
                        gathering.end(channel);
                    }
                }
                gathering.end(channel);
            });
            DataInputStream in = new DataInputStream(client.getInputStream());
            for (int i = 0; i < frames; i++) {
                assertThat(in.readNBytes(size)).containsOnly(i % 100).hasSize(size);
            }
        }
    }

    @Test
    void aFrameThatDoesNotFitGoesOutInItsPlace() throws Exception {
        try (Socket client = connect()) {
            Channel channel = accepted.take();
            run(channel, () -> {
                add(channel, 1, 10);
                add(channel, 2, 100_000);
                add(channel, 3, 10);
                gathering.end(channel);
            });
            assertThat(client.getInputStream().readNBytes(100_020)).containsExactly(concat(1, 10, 2, 100_000, 3, 10));
        }
    }

    @Test
    void whatMustNotGoPastThePipelineGoesThroughIt() throws Exception {
        try (Socket client = connect()) {
            Channel channel = accepted.take();
            run(channel, () -> {
                ByteBuf frame = Unpooled.wrappedBuffer(concat(1, 10));
                gathering.add(frame, channel, false);
                gathering.end(channel);
                frame.release();
            });
            assertThat(client.getInputStream().readNBytes(10)).containsExactly(concat(1, 10));
            assertThat(queued.get()).isEqualTo(1);
        }
    }

    @Test
    void aSocketThatIsGoneIsClosed() throws Exception {
        Socket client = connect();
        Channel channel = accepted.take();
        client.setSoLinger(true, 0);
        client.close();
        run(channel, () -> {
            add(channel, 1, 10);
            gathering.end(channel);
        });
        assertThat(channel.closeFuture().await(5_000)).isTrue();
    }

    private Socket connect() throws IOException {
        InetSocketAddress address = (InetSocketAddress) server.localAddress();
        return new Socket(InetAddress.getLoopbackAddress(), address.getPort());
    }

    private static void run(Channel channel, Runnable task) {
        channel.eventLoop().submit(task).syncUninterruptibly();
    }

    private void add(Channel channel, int value, int size) {
        ByteBuf frame = Unpooled.wrappedBuffer(concat(value, size));
        gathering.add(frame, channel, true);
        frame.release();
    }

    private static byte[] concat(int... valuesAndSizes) {
        ByteBuf all = Unpooled.buffer();
        for (int i = 0; i < valuesAndSizes.length; i += 2) {
            for (int j = 0; j < valuesAndSizes[i + 1]; j++) {
                all.writeByte(valuesAndSizes[i]);
            }
        }
        byte[] bytes = new byte[all.readableBytes()];
        all.readBytes(bytes);
        return bytes;
    }
}
