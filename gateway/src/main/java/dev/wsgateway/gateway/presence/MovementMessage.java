package dev.wsgateway.gateway.presence;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import dev.wsgateway.gateway.broker.Broker;
import dev.wsgateway.gateway.hub.ClientInfo;
import dev.wsgateway.gateway.hub.PublicationCodec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * What gateways tell each other on a channel's own Pub/Sub channel: {@link Broker#MOVEMENT}, then a Protobuf message.
 *
 * @param node the gateway of the client that came or went
 * @param joined whether it came
 * @param who the client; null where some movements could not be told: who is there must be asked
 */
record MovementMessage(
        String node, boolean joined, @Nullable ClientInfo who) {
    private static final int NODE = 1;
    private static final int JOINED = 2;
    private static final int WHO = 3;

    byte[] encode() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(96);
        bytes.write(Broker.MOVEMENT);
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        try {
            out.writeString(NODE, node);
            out.writeBool(JOINED, joined);
            if (who != null) {
                out.writeByteArray(WHO, PublicationCodec.encodeInfo(who));
            }
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("memory is always written", e);
        }
        return bytes.toByteArray();
    }

    static boolean isOne(byte[] message) {
        return message.length > 0 && message[0] == Broker.MOVEMENT;
    }

    /**
     * Reads one.
     *
     * @param message one that {@link #isOne}
     * @throws IllegalArgumentException when it is malformed
     */
    static MovementMessage decode(byte[] message) {
        CodedInputStream in = CodedInputStream.newInstance(message, 1, message.length - 1);
        String node = "";
        boolean joined = false;
        ClientInfo who = null;
        try {
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                switch (WireFormat.getTagFieldNumber(tag)) {
                    case NODE -> node = in.readStringRequireUtf8();
                    case JOINED -> joined = in.readBool();
                    case WHO -> who = PublicationCodec.decodeInfo(in.readByteArray());
                    default -> in.skipField(tag);
                }
            }
        } catch (IOException e) {
            throw new IllegalArgumentException("malformed movement: " + e.getMessage(), e);
        }
        return new MovementMessage(node, joined, who);
    }
}
