package dev.wsgateway.gateway.protocol;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import dev.wsgateway.gateway.history.Position;
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
                out.writeByteArray(ProtobufResults.field(result), ProtobufResults.of(result));
            }
            case Reply.Failure(long id, ErrorCode code, String message) -> {
                out.writeUInt32(ReplyField.ID, (int) id);
                out.writeByteArray(ReplyField.ERROR, ProtobufMessage.of(error -> {
                    error.writeUInt32(1, code.code());
                    error.writeString(2, message);
                    error.writeBool(3, code.temporary());
                }));
            }
            case Reply.Subscribed(String channel, Position position, byte[] data) ->
                out.writeByteArray(ReplyField.PUSH, ProtobufMessage.of(push -> {
                    push.writeString(PushField.CHANNEL, channel);
                    push.writeByteArray(PushField.SUBSCRIBE, ProtobufMessage.of(subscribe -> {
                        if (position != null) {
                            subscribe.writeBool(1, true);
                            subscribe.writeString(4, position.epoch());
                            subscribe.writeUInt64(5, position.offset());
                            subscribe.writeBool(6, true);
                        }
                        if (data != null) {
                            subscribe.writeByteArray(7, data);
                        }
                    }));
                }));
            case Reply.Published(Publication publication) ->
                out.writeByteArray(ReplyField.PUSH, ProtobufMessage.of(push -> {
                    push.writeString(PushField.CHANNEL, publication.channel());
                    push.writeByteArray(PushField.PUBLICATION, ProtobufPublication.whole(publication));
                }));
            case Reply.Refreshed(long ttl) ->
                out.writeByteArray(
                        ReplyField.PUSH,
                        ProtobufMessage.of(push -> push.writeByteArray(
                                PushField.REFRESH,
                                ProtobufMessage.of(refresh -> ProtobufResults.expires(1, 2, ttl, refresh)))));
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
}
