package dev.wsgateway.bench.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The same in Protobuf: commands and replies are preceded by their lengths. Written by hand, since two are enough. */
final class CentrifugalProtobuf implements Dialect {
    private static final int ID = 1;
    private static final int CONNECT = 4;
    private static final int SUBSCRIBE = 5;
    private static final int CHANNEL = 1;

    @Override
    public String path(String channel) {
        return "/connection/websocket?format=protobuf";
    }

    @Override
    public String subprotocol() {
        return "centrifuge-protobuf";
    }

    @Override
    public boolean isBinary() {
        return true;
    }

    @Override
    public List<byte[]> onOpen(String channel, @Nullable Position since) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] subscribe = field(CHANNEL, channel.getBytes(UTF_8));
        out.writeBytes(delimited(command(1, CONNECT, new byte[0])));
        out.writeBytes(delimited(command(2, SUBSCRIBE, subscribe)));
        return List.of(out.toByteArray());
    }

    private static byte[] command(int id, int field, byte[] request) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(ID << 3);
        out.write(id);
        out.writeBytes(field(field, request));
        return out.toByteArray();
    }

    private static byte[] field(int number, byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write((number << 3) | 2);
        out.writeBytes(delimited(bytes));
        return out.toByteArray();
    }

    private static byte[] delimited(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int length = bytes.length;
        while (length > 127) {
            out.write((length & 127) | 128);
            length >>>= 7;
        }
        out.write(length);
        out.writeBytes(bytes);
        return out.toByteArray();
    }

    // A reply begins with its length, then 0x08 ID, then the field that it has: 2 is an error. Of length 0 it
    // is a ping.
    @Override
    public Reaction onMessage(byte[] message, String channel) {
        int at = 0;
        while (at < message.length) {
            int length = message[at] & 127;
            int begin = at + 1;
            if (message[at] < 0) {
                length |= message[at + 1] << 7;
                begin++;
            }
            if (length == 0) {
                return new Reaction(new byte[] {0}, false, null);
            }
            if (length > 2 && message[begin] == 8) {
                int field = message[begin + 2] >> 3;
                if (field == 2) {
                    throw new IllegalStateException("refused: " + new String(message, UTF_8));
                }
                if (message[begin + 1] == 2) {
                    return Reaction.READY;
                }
            }
            at = begin + length;
        }
        return Reaction.NONE;
    }
}
