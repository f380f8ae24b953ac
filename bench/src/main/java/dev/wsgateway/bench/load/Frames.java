package dev.wsgateway.bench.load;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/** WebSocket frames of a client (RFC 6455, section 5.2). They are masked with zeros, which leaves the bytes as they are. */
final class Frames {
    static final int TEXT = 1;
    static final int BINARY = 2;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;

    private Frames() {}

    static ByteBuf of(int opcode, byte[] payload) {
        ByteBuf frame = Unpooled.directBuffer(payload.length + 14).writeByte(0x80 | opcode);
        if (payload.length < 126) {
            frame.writeByte(0x80 | payload.length);
        } else if (payload.length < 0x10000) {
            frame.writeByte(0x80 | 126).writeShort(payload.length);
        } else {
            frame.writeByte(0x80 | 127).writeLong(payload.length);
        }
        return frame.writeInt(0).writeBytes(payload);
    }
}
