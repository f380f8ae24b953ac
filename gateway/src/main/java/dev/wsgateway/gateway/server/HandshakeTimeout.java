package dev.wsgateway.gateway.server;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Fires {@link Over} when a connection has had its time to connect; leaves the pipeline when it has done so. */
final class HandshakeTimeout extends ChannelInboundHandlerAdapter {
    /** The time is over. */
    record Over() {}

    private final Duration time;
    private @Nullable Future<?> end;

    HandshakeTimeout(Duration time) {
        this.time = time;
    }

    /** Ends the wait: the client has connected. */
    static void end(ChannelPipeline pipeline) {
        if (pipeline.get(HandshakeTimeout.class) != null) {
            pipeline.remove(HandshakeTimeout.class);
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        end = ctx.executor()
                .schedule(() -> ctx.fireUserEventTriggered(new Over()), time.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        if (end != null) {
            end.cancel(false);
        }
    }
}
