package dev.wsgateway.gateway.hub;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A publication as bytes, in Redis and between gateways: the fields of {@code Publication} as the Centrifugal client
 * protocol numbers them in Protobuf, without channel and offset, which stand beside it.
 */
public final class PublicationCodec {
    private static final int DATA = 4;
    private static final int INFO = 5;
    private static final int TAGS = 7;
    private static final int KEY = 11;

    private static final int USER = 1;
    private static final int CLIENT = 2;
    private static final int CONN_INFO = 3;
    private static final int CHAN_INFO = 4;

    private PublicationCodec() {}

    /** The bytes of a publication. */
    public static byte[] encode(Publication publication) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(publication.data().length + 64);
        CodedOutputStream out = CodedOutputStream.newInstance(bytes, 256);
        try {
            out.writeByteArray(DATA, publication.data());
            if (publication.info() != null) {
                out.writeByteArray(INFO, encodeInfo(publication.info()));
            }
            for (Map.Entry<String, String> tag : publication.tags().entrySet()) {
                out.writeByteArray(TAGS, encodeTag(tag));
            }
            if (!publication.key().isEmpty()) {
                out.writeString(KEY, publication.key());
            }
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** The bytes of a client alone. */
    public static byte[] encodeInfo(ClientInfo info) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        out.writeString(USER, info.user());
        out.writeString(CLIENT, info.client());
        if (info.connInfo() != null) {
            out.writeByteArray(CONN_INFO, info.connInfo());
        }
        if (info.chanInfo() != null) {
            out.writeByteArray(CHAN_INFO, info.chanInfo());
        }
        out.flush();
        return bytes.toByteArray();
    }

    private static byte[] encodeTag(Map.Entry<String, String> tag) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        out.writeString(1, tag.getKey());
        out.writeString(2, tag.getValue());
        out.flush();
        return bytes.toByteArray();
    }

    /**
     * Reads a publication.
     *
     * @param bytes an array that it begins in at {@code from} and ends with
     * @throws IllegalArgumentException when it is malformed
     */
    public static Publication decode(String channel, byte[] bytes, int from, long offset) {
        CodedInputStream in = CodedInputStream.newInstance(bytes, from, bytes.length - from);
        String key = "";
        byte[] data = null;
        ClientInfo info = null;
        Map<String, String> tags = Map.of();
        try {
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                switch (WireFormat.getTagFieldNumber(tag)) {
                    case DATA -> data = in.readByteArray();
                    case INFO -> info = decodeInfo(in.readByteArray());
                    case TAGS -> tags = withTag(tags, in.readByteArray());
                    case KEY -> key = in.readStringRequireUtf8();
                    default -> in.skipField(tag);
                }
            }
        } catch (IOException e) {
            throw new IllegalArgumentException("malformed publication: " + e.getMessage(), e);
        }
        if (data == null) {
            throw new IllegalArgumentException("malformed publication: no data");
        }
        return new Publication(channel, key, data, info, tags, offset);
    }

    /** Reads what {@link #encodeInfo} wrote; fails where it is malformed. */
    public static ClientInfo decodeInfo(byte[] message) throws IOException {
        CodedInputStream in = CodedInputStream.newInstance(message);
        String user = "";
        String client = "";
        byte @Nullable [] connInfo = null;
        byte @Nullable [] chanInfo = null;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case USER -> user = in.readStringRequireUtf8();
                case CLIENT -> client = in.readStringRequireUtf8();
                case CONN_INFO -> connInfo = in.readByteArray();
                case CHAN_INFO -> chanInfo = in.readByteArray();
                default -> in.skipField(tag);
            }
        }
        return new ClientInfo(user, client, connInfo, chanInfo);
    }

    private static Map<String, String> withTag(Map<String, String> tags, byte[] message) throws IOException {
        CodedInputStream in = CodedInputStream.newInstance(message);
        String key = "";
        String value = "";
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case 1 -> key = in.readStringRequireUtf8();
                case 2 -> value = in.readStringRequireUtf8();
                default -> in.skipField(tag);
            }
        }
        Map<String, String> more = new HashMap<>(tags);
        more.put(key, value);
        return more;
    }
}
