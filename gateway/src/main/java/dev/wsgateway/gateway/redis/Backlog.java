package dev.wsgateway.gateway.redis;

import io.lettuce.core.resource.NettyCustomizer;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.flush.FlushConsolidationHandler;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Knows whether too much waits to be sent to Redis. While Redis hangs its link stays open, commands time out, and what
 * they wrote would pile up here: their bytes stay until the link takes them or breaks. Any thread.
 */
final class Backlog implements NettyCustomizer {
    /** It is full from 16 MiB on, until it has fallen to 8 MiB. */
    private static final WriteBufferWaterMark BYTES = new WriteBufferWaterMark(8 << 20, 16 << 20);

    private static final int COMMANDS_A_FLUSH = 256;

    private final Set<Channel> full = ConcurrentHashMap.newKeySet();

    /** Whether a command should not be sent now. */
    boolean isFull() {
        return !full.isEmpty();
    }

    @Override
    public void afterChannelInitialized(Channel channel) {
        channel.config().setWriteBufferWaterMark(BYTES);
        // Lettuce flushes each command. Those of one pass of the event loop leave in one system call, at its end.
        channel.pipeline().addFirst(new FlushConsolidationHandler(COMMANDS_A_FLUSH, true));
        channel.pipeline().addFirst(new ChannelInboundHandlerAdapter() {
            @Override
            public void channelWritabilityChanged(ChannelHandlerContext ctx) {
                if (ctx.channel().isWritable()) {
                    full.remove(ctx.channel());
                } else {
                    full.add(ctx.channel());
                }
                ctx.fireChannelWritabilityChanged();
            }

            @Override
            public void channelInactive(ChannelHandlerContext ctx) {
                full.remove(ctx.channel());
                ctx.fireChannelInactive();
            }
        });
    }
}
