package dev.wsgateway.gateway.hub;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/** Makes what goes over the wire of a publication: a whole unmasked WebSocket frame (RFC 6455, section 5.2). */
public interface FrameEncoder {
    /**
     * Encodes a publication. Runs on an event loop, once for each framing in use there; the caller owns the buffer and
     * shares it between sockets, so it must not be changed afterwards.
     */
    ByteBuf encode(Publication publication, Framing framing);

    /**
     * Encodes a publication for subscriptions that take deltas, which is a form of its own also where it is whole.
     *
     * @param delta what makes the data of those of the publication before it; null to encode it whole
     */
    default ByteBuf encodeForDelta(Publication publication, byte @Nullable [] delta, Framing framing) {
        return encode(publication, framing);
    }

    /** Encodes that somebody came or went, on the heap, for a framing other than plain. */
    default ByteBuf encode(Movement movement, Framing framing) {
        return Unpooled.EMPTY_BUFFER;
    }
}
