package dev.wsgateway.bench.load;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;

/** One buffer that all sockets of one event loop are read into, one after the other: who reads must not keep it. */
final class SharedReadBuffer extends DefaultMaxMessagesRecvByteBufAllocator {
    private static final int SIZE = 1 << 17;
    private final ByteBuf buffer = Unpooled.directBuffer(SIZE, SIZE);

    @Override
    public RecvByteBufAllocator.ExtendedHandle newHandle() {
        return new MaxMessageHandle() {
            @Override
            public ByteBuf allocate(ByteBufAllocator allocator) {
                return buffer.clear().retain();
            }

            @Override
            public int guess() {
                return SIZE;
            }
        };
    }
}
