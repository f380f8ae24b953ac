package dev.wsgateway.gateway.protocol;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.wsgateway.gateway.history.Position;
import dev.wsgateway.gateway.hub.Framing;
import dev.wsgateway.gateway.hub.Publication;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufOutputStream;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Commands and replies as JSON objects, one a line. Fields that are zero, false or empty are left out of replies. */
final class JsonCodec implements Codec {
    private static final JsonFactory JSON = new JsonFactory();

    @Override
    public List<Command> decode(byte[] frame) throws MalformedFrameException {
        List<Command> commands = new ArrayList<>(1);
        int start = 0;
        for (int i = 0; i <= frame.length; i++) {
            if (i == frame.length || frame[i] == '\n') {
                JsonCommandReader reader = JsonCommandReader.ofLine(frame, start, i);
                if (reader != null) {
                    commands.add(reader.read());
                }
                start = i + 1;
            }
        }
        if (commands.isEmpty()) {
            throw new MalformedFrameException("an empty frame");
        }
        return commands;
    }

    @Override
    public WebSocketFrame encode(Reply reply) {
        ByteBuf bytes = Unpooled.buffer(128);
        try (JsonGenerator out =
                JSON.createGenerator((OutputStream) new ByteBufOutputStream(bytes), JsonEncoding.UTF8)) {
            out.writeStartObject();
            write(reply, out);
            out.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("memory is always written", e);
        }
        return new TextWebSocketFrame(bytes);
    }

    @Override
    public Framing framing() {
        return Framing.JSON;
    }

    private static void write(Reply reply, JsonGenerator out) throws IOException {
        switch (reply) {
            case Reply.Ping() -> {}
            case Reply.Answer(long id, Result result) -> {
                out.writeNumberField("id", id);
                JsonResults.write(result, out);
            }
            case Reply.Failure(long id, ErrorCode code, String message) -> {
                out.writeNumberField("id", id);
                out.writeObjectFieldStart("error");
                out.writeNumberField("code", code.code());
                out.writeStringField("message", message);
                if (code.temporary()) {
                    out.writeBooleanField("temporary", true);
                }
                out.writeEndObject();
            }
            case Reply.Subscribed(String channel, Position position, byte[] data) -> {
                out.writeObjectFieldStart("push");
                out.writeStringField("channel", channel);
                out.writeObjectFieldStart("subscribe");
                if (position != null) {
                    out.writeBooleanField("recoverable", true);
                    out.writeBooleanField("positioned", true);
                    out.writeStringField("epoch", position.epoch());
                    out.writeNumberField("offset", position.offset());
                }
                JsonPublication.raw("data", data, out);
                out.writeEndObject();
                out.writeEndObject();
            }
            case Reply.Published(Publication publication) -> {
                out.writeObjectFieldStart("push");
                out.writeStringField("channel", publication.channel());
                out.writeFieldName("pub");
                out.writeRawValue(new String(JsonPublication.whole(publication, false), StandardCharsets.UTF_8));
                out.writeEndObject();
            }
            case Reply.Refreshed(long ttl) -> {
                out.writeObjectFieldStart("push");
                out.writeObjectFieldStart("refresh");
                JsonResults.expires(ttl, out);
                out.writeEndObject();
                out.writeEndObject();
            }
            case Reply.Unsubscribed(String channel, int code, String reason) -> {
                out.writeObjectFieldStart("push");
                out.writeStringField("channel", channel);
                out.writeObjectFieldStart("unsubscribe");
                out.writeNumberField("code", code);
                out.writeStringField("reason", reason);
                out.writeEndObject();
                out.writeEndObject();
            }
        }
    }
}
