package dev.wsgateway.gateway.protocol;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.wsgateway.gateway.hub.Movement;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** The pushes {@code join} and {@code leave}, as whole replies. */
final class MovementPush {
    private static final JsonFactory JSON = new JsonFactory();

    private MovementPush() {}

    static byte[] json(Movement movement) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(128);
        try (JsonGenerator out = JSON.createGenerator(bytes, JsonEncoding.UTF8)) {
            out.writeStartObject();
            out.writeObjectFieldStart("push");
            out.writeStringField("channel", movement.channel());
            out.writeObjectFieldStart(movement.joined() ? "join" : "leave");
            out.writeFieldName("info");
            JsonPublication.write(movement.who(), out);
            out.writeEndObject();
            out.writeEndObject();
            out.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("memory is always written", e);
        }
        return bytes.toByteArray();
    }

    /** With its length before it. */
    static byte[] protobuf(Movement movement) {
        byte[] reply = ProtobufMessage.of(out -> out.writeByteArray(ReplyField.PUSH, ProtobufMessage.of(push -> {
            push.writeString(PushField.CHANNEL, movement.channel());
            push.writeByteArray(
                    movement.joined() ? PushField.JOIN : PushField.LEAVE,
                    ProtobufMessage.of(move -> move.writeByteArray(1, ProtobufPublication.info(movement.who()))));
        })));
        return ProtobufMessage.of(out -> {
            out.writeUInt32NoTag(reply.length);
            out.writeRawBytes(reply);
        });
    }
}
