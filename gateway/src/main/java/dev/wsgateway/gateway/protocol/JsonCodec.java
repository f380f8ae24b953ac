package dev.wsgateway.gateway.protocol;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.wsgateway.gateway.history.Recovery;
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
                write(result, out);
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

    private static void write(Result result, JsonGenerator out) throws IOException {
        switch (result) {
            case Result.Connect(String client, String version, long ttl, long ping, String node) -> {
                out.writeObjectFieldStart("connect");
                out.writeStringField("client", client);
                out.writeStringField("version", version);
                expires(ttl, out);
                if (ping > 0) {
                    out.writeNumberField("ping", ping);
                    out.writeBooleanField("pong", true);
                }
                out.writeStringField("node", node);
            }
            case Result.Subscribe(long ttl, Recovery recovery, boolean wasRecovering) -> {
                out.writeObjectFieldStart("subscribe");
                expires(ttl, out);
                if (recovery != null) {
                    write(recovery, wasRecovering, out);
                }
            }
            case Result.Unsubscribe() -> out.writeObjectFieldStart("unsubscribe");
            case Result.Publish() -> out.writeObjectFieldStart("publish");
            case Result.Ping() -> out.writeObjectFieldStart("ping");
            case Result.Rpc(byte[] data) -> {
                out.writeObjectFieldStart("rpc");
                out.writeFieldName("data");
                out.writeRawValue(new String(data, StandardCharsets.UTF_8));
            }
            case Result.Refresh(String client, String version, long ttl) -> {
                out.writeObjectFieldStart("refresh");
                out.writeStringField("client", client);
                out.writeStringField("version", version);
                expires(ttl, out);
            }
            case Result.SubRefresh(long ttl) -> {
                out.writeObjectFieldStart("sub_refresh");
                expires(ttl, out);
            }
        }
        out.writeEndObject();
    }

    private static void write(Recovery recovery, boolean wasRecovering, JsonGenerator out) throws IOException {
        out.writeBooleanField("recoverable", true);
        out.writeBooleanField("positioned", true);
        out.writeStringField("epoch", recovery.position().epoch());
        out.writeNumberField("offset", recovery.position().offset());
        out.writeBooleanField("recovered", recovery.recovered());
        out.writeBooleanField("was_recovering", wasRecovering);
        out.writeArrayFieldStart("publications");
        for (Publication publication : recovery.publications()) {
            out.writeRawValue(new String(JsonPublication.whole(publication), StandardCharsets.UTF_8));
        }
        out.writeEndArray();
    }

    private static void expires(long ttl, JsonGenerator out) throws IOException {
        if (ttl > 0) {
            out.writeBooleanField("expires", true);
            out.writeNumberField("ttl", ttl);
        }
    }
}
