package dev.wsgateway.bench.floor;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.lettuce.core.XAddArgs;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker13;
import io.netty.util.ReferenceCountUtil;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * One connection: a WebSocket whose channel is in the URL; {@code POST /api/publish}, whose data go to all sockets of the
 * channel as they are; or {@code POST /rpc}, with which Centrifugo hands on a client's message for the stream.
 */
final class FloorHandler extends ChannelInboundHandlerAdapter {
    private static final byte[] OK = "ok".getBytes(US_ASCII);

    private final FloorHub hub;
    private final RedisAsyncCommands<String, byte[]> redis;
    private String channel = "";

    FloorHandler(FloorHub hub, RedisAsyncCommands<String, byte[]> redis) {
        this.hub = hub;
        this.redis = redis;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        try {
            switch (message) {
                case FullHttpRequest request when request.uri().startsWith("/?") -> open(ctx, request);
                case FullHttpRequest request -> post(ctx, request);
                case WebSocketFrame frame -> append(ctx, ByteBufUtil.getBytes(frame.content()));
                default -> {}
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void open(ChannelHandlerContext ctx, FullHttpRequest request) {
        channel = new QueryStringDecoder(request.uri())
                .parameters()
                .getOrDefault("channel", List.of("x"))
                .getFirst();
        new WebSocketServerHandshaker13(null, null, true, 65_536)
                .handshake(ctx.channel(), request)
                .addListener(done -> {
                    ctx.pipeline().remove("wsencoder");
                    hub.add(channel, ctx.channel());
                });
    }

    private void append(ChannelHandlerContext ctx, byte[] data) {
        add(data).thenRun(() -> {
            ChannelFuture _ = ctx.writeAndFlush(FloorHub.text(Unpooled.wrappedBuffer(OK)), ctx.voidPromise());
        });
    }

    private CompletionStage<String> add(byte[] data) {
        return redis.xadd("orders", XAddArgs.Builder.maxlen(100_000).approximateTrimming(), "d", data);
    }

    private void post(ChannelHandlerContext ctx, FullHttpRequest request) {
        String body = request.content().toString(UTF_8);
        int data = body.indexOf("\"data\":") + 7;
        byte[] bytes = body.substring(data, body.lastIndexOf('}')).getBytes(UTF_8);
        if (request.uri().equals("/rpc")) {
            add(bytes).thenAccept(id -> answer(ctx, "{\"result\":{\"data\":{\"id\":\"" + id + "\"}}}"));
        } else {
            int begin = body.indexOf("\"channel\":\"") + 11;
            String to = body.substring(begin, body.indexOf('"', begin));
            redis.publish(to, bytes).thenAccept(receivers -> answer(ctx, "{\"result\":{}}"));
        }
    }

    private static void answer(ChannelHandlerContext ctx, String text) {
        ByteBuf body = Unpooled.copiedBuffer(text, UTF_8);
        DefaultFullHttpResponse response =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK, body);
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, "application/json")
                .setInt(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes());
        ChannelFuture _ = ctx.writeAndFlush(response, ctx.voidPromise());
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (!channel.isEmpty()) {
            hub.remove(channel, ctx.channel());
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ChannelFuture _ = ctx.close();
    }
}
