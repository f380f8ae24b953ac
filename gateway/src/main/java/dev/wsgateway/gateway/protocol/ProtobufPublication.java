package dev.wsgateway.gateway.protocol;

import com.google.protobuf.CodedOutputStream;
import dev.wsgateway.gateway.hub.ClientInfo;
import dev.wsgateway.gateway.hub.Publication;
import java.io.IOException;
import java.util.Map;

/**
 * What stands before the data in a Protobuf push. Fields of a message may stand in any order, so the data come last and
 * nothing follows them.
 */
final class ProtobufPublication {
    private static final int WIRETYPE_BYTES = 2;
    private static final int DATA = 4;
    private static final int INFO = 5;
    private static final int OFFSET = 6;
    private static final int TAGS = 7;
    private static final int DELTA = 8;
    private static final int KEY = 11;

    private ProtobufPublication() {}

    /** The bytes before the data, or before a delta of them, from the reply's length to that of the data. */
    static byte[] before(Publication publication, int dataLength, boolean delta) {
        byte[] pub = ProtobufMessage.of(out -> {
            write(publication, out);
            if (delta) {
                out.writeBool(DELTA, true);
            }
            bytesFollow(DATA, dataLength, out);
        });
        byte[] push = ProtobufMessage.of(out -> {
            out.writeString(PushField.CHANNEL, publication.channel());
            bytesFollow(PushField.PUBLICATION, pub.length + dataLength, out);
            out.writeRawBytes(pub);
        });
        byte[] reply = ProtobufMessage.of(out -> {
            bytesFollow(ReplyField.PUSH, push.length + dataLength, out);
            out.writeRawBytes(push);
        });
        return ProtobufMessage.of(out -> {
            out.writeUInt32NoTag(reply.length + dataLength);
            out.writeRawBytes(reply);
        });
    }

    /** The publication alone, as it stands in a reply. */
    static byte[] whole(Publication publication) {
        return ProtobufMessage.of(out -> {
            write(publication, out);
            out.writeByteArray(DATA, publication.data());
        });
    }

    private static void write(Publication publication, CodedOutputStream out) throws IOException {
        ClientInfo info = publication.info();
        if (info != null) {
            out.writeByteArray(INFO, info(info));
        }
        if (publication.offset() != 0) {
            out.writeUInt64(OFFSET, publication.offset());
        }
        for (Map.Entry<String, String> tag : publication.tags().entrySet()) {
            out.writeByteArray(TAGS, ProtobufMessage.of(entry -> {
                entry.writeString(1, tag.getKey());
                entry.writeString(2, tag.getValue());
            }));
        }
        if (!publication.key().isEmpty()) {
            out.writeString(KEY, publication.key());
        }
    }

    /** A client, as the protocol's message {@code ClientInfo}. */
    static byte[] info(ClientInfo info) {
        return ProtobufMessage.of(fields -> write(info, fields));
    }

    private static void write(ClientInfo info, CodedOutputStream out) throws IOException {
        out.writeString(1, info.user());
        out.writeString(2, info.client());
        if (info.connInfo() != null) {
            out.writeByteArray(3, info.connInfo());
        }
        if (info.chanInfo() != null) {
            out.writeByteArray(4, info.chanInfo());
        }
    }

    private static void bytesFollow(int field, int length, CodedOutputStream out) throws IOException {
        out.writeTag(field, WIRETYPE_BYTES);
        out.writeUInt32NoTag(length);
    }
}
