package dev.wsgateway.gateway.protocol;

import dev.wsgateway.config.GatewayConfig;
import dev.wsgateway.gateway.hub.FrameEncoder;
import dev.wsgateway.gateway.hub.Framing;
import dev.wsgateway.gateway.hub.Movement;
import dev.wsgateway.gateway.hub.Publication;
import dev.wsgateway.gateway.settings.Settings;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Publications as whole WebSocket frames. The data are copied, never parsed. Any thread. */
public final class PublicationEncoder implements FrameEncoder {
    private static final int TEXT = 0x81;
    private static final int BINARY = 0x82;

    private final ByteBufAllocator allocator;
    private final Supplier<Settings> settings;

    public PublicationEncoder(ByteBufAllocator allocator, Supplier<Settings> settings) {
        this.allocator = allocator;
        this.settings = settings;
    }

    @Override
    public ByteBuf encode(Publication publication, Framing framing) {
        return switch (framing) {
            case JSON -> json(publication);
            case PROTOBUF -> protobuf(publication);
            case PLAIN -> frame(isBinary(publication) ? BINARY : TEXT, publication.data());
        };
    }

    // Nobody subscribes in JSON to a binary namespace, but one that was a JSON one may become binary.
    private ByteBuf json(Publication publication) {
        if (isBinary(publication)) {
            return Unpooled.EMPTY_BUFFER;
        }
        return frame(
                TEXT,
                JsonPublication.before(publication, false),
                publication.data(),
                JsonPublication.after(publication));
    }

    private ByteBuf protobuf(Publication publication) {
        byte[] data = publication.data();
        return frame(BINARY, ProtobufPublication.before(publication, data.length, false), data);
    }

    @Override
    public ByteBuf encodeForDelta(Publication publication, byte @Nullable [] delta, Framing framing) {
        byte[] data = delta == null ? publication.data() : delta;
        return switch (framing) {
            case JSON ->
                isBinary(publication)
                        ? Unpooled.EMPTY_BUFFER
                        : frame(
                                TEXT,
                                JsonPublication.before(publication, delta != null),
                                JsonPublication.quoted(data),
                                JsonPublication.after(publication));
            case PROTOBUF -> frame(BINARY, ProtobufPublication.before(publication, data.length, delta != null), data);
            case PLAIN -> encode(publication, framing);
        };
    }

    @Override
    public ByteBuf encode(Movement movement, Framing framing) {
        return framing == Framing.JSON
                ? frame(UnpooledByteBufAllocator.DEFAULT::heapBuffer, TEXT, MovementPush.json(movement))
                : frame(UnpooledByteBufAllocator.DEFAULT::heapBuffer, BINARY, MovementPush.protobuf(movement));
    }

    private boolean isBinary(Publication publication) {
        GatewayConfig.Channel namespace = settings.get().namespaceOf(publication.channel());
        return namespace != null && namespace.data() == GatewayConfig.DataFormat.BINARY;
    }

    private ByteBuf frame(int opcode, byte[]... parts) {
        return frame(allocator::directBuffer, opcode, parts);
    }

    // RFC 6455, section 5.2: final, unmasked, the length in 7, 16 or 64 bits.
    private static ByteBuf frame(IntFunction<ByteBuf> buffers, int opcode, byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        ByteBuf frame = buffers.apply(length + 10).writeByte(opcode);
        if (length < 126) {
            frame.writeByte(length);
        } else if (length < 0x10000) {
            frame.writeByte(126).writeShort(length);
        } else {
            frame.writeByte(127).writeLong(length);
        }
        for (byte[] part : parts) {
            frame.writeBytes(part);
        }
        return frame;
    }
}
