package dev.wsgateway.gateway.protocol;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import dev.wsgateway.gateway.history.Recovery;
import dev.wsgateway.gateway.hub.Framing;
import dev.wsgateway.gateway.hub.Publication;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Commands and replies as Protobuf messages, each behind its length as a varint. */
final class ProtobufCodec implements Codec {

    @Override
    public List<Command> decode(byte[] frame) throws MalformedFrameException {
        List<Command> commands = new ArrayList<>(1);
        CodedInputStream in = CodedInputStream.newInstance(frame);
        try {
            while (!in.isAtEnd()) {
                int whole = in.pushLimit(in.readRawVarint32());
                commands.add(ProtobufCommandReader.read(in));
                in.popLimit(whole);
            }
        } catch (IOException e) {
            throw new MalformedFrameException("no Protobuf command at byte " + in.getTotalBytesRead(), e);
        }
        if (commands.isEmpty()) {
            throw new MalformedFrameException("an empty frame");
        }
        return commands;
    }

    @Override
    public WebSocketFrame encode(Reply reply) {
        byte[] message = ProtobufMessage.of(out -> write(reply, out));
        byte[] length = ProtobufMessage.of(out -> out.writeUInt32NoTag(message.length));
        return new BinaryWebSocketFrame(Unpooled.wrappedBuffer(length, message));
    }

    @Override
    public Framing framing() {
        return Framing.PROTOBUF;
    }

    private static void write(Reply reply, CodedOutputStream out) throws IOException {
        switch (reply) {
            case Reply.Ping() -> {}
            case Reply.Answer(long id, Result result) -> {
                out.writeUInt32(ReplyField.ID, (int) id);
                out.writeByteArray(field(result), ProtobufMessage.of(fields -> write(result, fields)));
            }
            case Reply.Failure(long id, ErrorCode code, String message) -> {
                out.writeUInt32(ReplyField.ID, (int) id);
                out.writeByteArray(ReplyField.ERROR, ProtobufMessage.of(error -> {
                    error.writeUInt32(1, code.code());
                    error.writeString(2, message);
                    error.writeBool(3, code.temporary());
                }));
            }
            case Reply.Unsubscribed(String channel, int code, String reason) ->
                out.writeByteArray(ReplyField.PUSH, ProtobufMessage.of(push -> {
                    push.writeString(PushField.CHANNEL, channel);
                    push.writeByteArray(PushField.UNSUBSCRIBE, ProtobufMessage.of(unsubscribe -> {
                        unsubscribe.writeUInt32(2, code);
                        unsubscribe.writeString(3, reason);
                    }));
                }));
        }
    }

    private static int field(Result result) {
        return switch (result) {
            case Result.Connect _ -> ReplyField.CONNECT;
            case Result.Subscribe _ -> ReplyField.SUBSCRIBE;
            case Result.Unsubscribe _ -> ReplyField.UNSUBSCRIBE;
            case Result.Publish _ -> ReplyField.PUBLISH;
            case Result.Ping _ -> ReplyField.PING;
            case Result.Rpc _ -> ReplyField.RPC;
            case Result.Refresh _ -> ReplyField.REFRESH;
            case Result.SubRefresh _ -> ReplyField.SUB_REFRESH;
        };
    }

    private static void write(Result result, CodedOutputStream out) throws IOException {
        switch (result) {
            case Result.Connect(String client, String version, long ttl, long ping, String node) -> {
                out.writeString(1, client);
                out.writeString(2, version);
                expires(3, 4, ttl, out);
                if (ping > 0) {
                    out.writeUInt32(7, (int) ping);
                    out.writeBool(8, true);
                }
                out.writeString(10, node);
            }
            case Result.Subscribe(long ttl, Recovery recovery, boolean wasRecovering) -> {
                expires(1, 2, ttl, out);
                if (recovery != null) {
                    write(recovery, wasRecovering, out);
                }
            }
            case Result.Unsubscribe(), Result.Publish(), Result.Ping() -> {}
            case Result.Rpc(byte[] data) -> out.writeByteArray(1, data);
            case Result.Refresh(String client, String version, long ttl) -> {
                out.writeString(1, client);
                out.writeString(2, version);
                expires(3, 4, ttl, out);
            }
            case Result.SubRefresh(long ttl) -> expires(1, 2, ttl, out);
        }
    }

    private static void write(Recovery recovery, boolean wasRecovering, CodedOutputStream out) throws IOException {
        out.writeBool(3, true);
        out.writeString(6, recovery.position().epoch());
        for (Publication publication : recovery.publications()) {
            out.writeByteArray(7, ProtobufPublication.whole(publication));
        }
        out.writeBool(8, recovery.recovered());
        out.writeUInt64(9, recovery.position().offset());
        out.writeBool(10, true);
        out.writeBool(12, wasRecovering);
    }

    private static void expires(int expiresField, int ttlField, long ttl, CodedOutputStream out) throws IOException {
        if (ttl > 0) {
            out.writeBool(expiresField, true);
            out.writeUInt32(ttlField, (int) ttl);
        }
    }
}
