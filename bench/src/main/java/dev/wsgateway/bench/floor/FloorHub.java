package dev.wsgateway.bench.floor;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lettuce.core.pubsub.api.async.RedisPubSubAsyncCommands;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Who is subscribed to what. */
final class FloorHub {
    private final RedisPubSubAsyncCommands<String, byte[]> redis;
    /** By event loop, which alone touches its map. */
    private final Map<EventLoop, Map<String, List<Channel>>> loops = new ConcurrentHashMap<>();

    FloorHub(RedisPubSubAsyncCommands<String, byte[]> redis) {
        this.redis = redis;
    }

    /** Adds a socket, from its event loop, and tells it when Redis has confirmed. */
    void add(String channel, Channel socket) {
        loops.computeIfAbsent(socket.eventLoop(), loop -> new HashMap<>())
                .computeIfAbsent(channel, name -> new ArrayList<>())
                .add(socket);
        redis.subscribe(channel).thenRun(() -> {
            ChannelFuture _ =
                    socket.writeAndFlush(text(Unpooled.wrappedBuffer("ready".getBytes(UTF_8))), socket.voidPromise());
        });
    }

    /** Removes a socket, from its event loop. */
    void remove(String channel, Channel socket) {
        loops.getOrDefault(socket.eventLoop(), Map.of())
                .getOrDefault(channel, List.of())
                .remove(socket);
    }

    void deliver(String channel, byte[] message) {
        ByteBuf frame = text(Unpooled.wrappedBuffer(message));
        loops.forEach((loop, channels) -> {
            frame.retain();
            loop.execute(() -> {
                for (Channel socket : channels.getOrDefault(channel, List.of())) {
                    ChannelFuture _ = socket.writeAndFlush(frame.retainedDuplicate(), socket.voidPromise());
                }
                frame.release();
            });
        });
        frame.release();
    }

    /** A text frame of a server (RFC 6455, section 5.2). */
    static ByteBuf text(ByteBuf payload) {
        int length = payload.readableBytes();
        ByteBuf frame = ByteBufAllocator.DEFAULT.directBuffer(length + 4).writeByte(0x81);
        if (length < 126) {
            frame.writeByte(length);
        } else {
            frame.writeByte(126).writeShort(length);
        }
        return frame.writeBytes(payload);
    }
}
