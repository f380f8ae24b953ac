package dev.wsgateway.gateway.protocol;

import dev.wsgateway.gateway.hub.Framing;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.util.List;

/** The bytes of the protocol. Stateless; any thread. */
public sealed interface Codec permits JsonCodec, ProtobufCodec {
    /** JSON: subprotocol {@code centrifuge-json}, and when a client names none. */
    Codec JSON = new JsonCodec();

    /** Protobuf: subprotocol {@code centrifuge-protobuf}. */
    Codec PROTOBUF = new ProtobufCodec();

    /**
     * Reads the commands of a frame, at least one.
     *
     * @throws MalformedFrameException when one of them is malformed; none of them has been carried out then
     */
    List<Command> decode(byte[] frame) throws MalformedFrameException;

    /** The frame with a reply, text or binary as the codec has it. */
    WebSocketFrame encode(Reply reply);

    /** How publications are encoded for clients of this codec. */
    Framing framing();
}
