package dev.wsgateway.gateway.hub;

import io.netty.buffer.ByteBuf;

/** Makes what goes over the wire of a publication: a whole unmasked WebSocket frame (RFC 6455, section 5.2). */
public interface FrameEncoder {
    /**
     * Encodes a publication. Runs on an event loop, once for each framing in use there; the caller owns the buffer and
     * shares it between sockets, so it must not be changed afterwards.
     */
    ByteBuf encode(Publication publication, Framing framing);
}
