package dev.wsgateway.gateway.protocol;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import dev.wsgateway.gateway.history.Position;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads one Protobuf command, up to the stream's limit. Fields it does not know are skipped. */
final class ProtobufCommandReader {
    /** Field 1, a varint. */
    private static final int ID = 1 << 3;

    private ProtobufCommandReader() {}

    static Command read(CodedInputStream in) throws IOException, MalformedFrameException {
        long id = 0;
        Request request = null;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (tag == ID) {
                id = Integer.toUnsignedLong(in.readUInt32());
            } else if (WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED) {
                Request read = request(WireFormat.getTagFieldNumber(tag), in.readByteArray());
                if (read != null && request != null) {
                    throw new MalformedFrameException("two requests in one command");
                }
                request = read == null ? request : read;
            } else if (!in.skipField(tag)) {
                throw new MalformedFrameException("a group ends that never began");
            }
        }
        return new Command(id, request == null ? new Request.Pong() : request);
    }

    // The numbers are those of the protocol's messages Command (the cases) and its requests (in the calls).
    private static @Nullable Request request(int field, byte[] bytes) throws IOException {
        ProtobufFields in = ProtobufFields.read(bytes);
        return switch (field) {
            case 4 -> new Request.Connect(in.text(1), in.text(4), in.text(5), headers(in), subs(in));
            case 5 ->
                new Request.Subscribe(
                        in.text(1),
                        in.text(2),
                        recoverSince(in),
                        in.text(12),
                        Request.Subscribe.Options.of(in.number(11) != 0, in.number(14)));
            case 6 -> new Request.Unsubscribe(in.text(1));
            case 7 -> new Request.Publish(in.text(1), in.bytes(2));
            case 8 -> new Request.Presence(in.text(1));
            case 9 -> new Request.PresenceStats(in.text(1));
            case 10 -> new Request.History(in.text(1), (int) in.number(7), since(in), in.number(9) != 0);
            case 11 -> new Request.Ping();
            case 12 -> new Request.Send(in.bytes(1));
            case 13 -> new Request.Rpc(in.text(2), in.bytes(1));
            case 14 -> new Request.Refresh(in.text(1));
            case 15 -> new Request.SubRefresh(in.text(1), in.text(2));
            default -> null;
        };
    }

    private static @Nullable Position recoverSince(ProtobufFields subscribe) throws IOException {
        return subscribe.number(3) == 0 ? null : new Position(subscribe.text(6), subscribe.number(7));
    }

    private static @Nullable Position since(ProtobufFields history) throws IOException {
        if (history.all(8).isEmpty()) {
            return null;
        }
        ProtobufFields position = ProtobufFields.read(history.bytes(8));
        return new Position(position.text(2), position.number(1));
    }

    private static Map<String, Position> subs(ProtobufFields connect) throws IOException {
        Map<String, Position> subs = new HashMap<>();
        for (byte[] entry : connect.all(3)) {
            ProtobufFields pair = ProtobufFields.read(entry);
            Position since = recoverSince(ProtobufFields.read(pair.bytes(2)));
            if (since != null) {
                subs.put(pair.text(1), since);
            }
        }
        return subs;
    }

    private static Map<String, String> headers(ProtobufFields connect) throws IOException {
        Map<String, String> headers = new HashMap<>();
        for (byte[] entry : connect.all(6)) {
            ProtobufFields pair = ProtobufFields.read(entry);
            headers.put(pair.text(1), pair.text(2));
        }
        return headers;
    }
}
