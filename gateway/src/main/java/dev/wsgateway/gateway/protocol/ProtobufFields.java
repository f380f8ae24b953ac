package dev.wsgateway.gateway.protocol;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The fields of one Protobuf message by number: texts, bytes, nested messages and varints. Other kinds are skipped. */
final class ProtobufFields {
    private static final byte[] NONE = {};

    private final Map<Integer, List<byte[]>> fields;

    private final Map<Integer, Long> numbers;

    private ProtobufFields(Map<Integer, List<byte[]>> fields, Map<Integer, Long> numbers) {
        this.fields = fields;
        this.numbers = numbers;
    }

    static ProtobufFields read(byte[] message) throws IOException {
        Map<Integer, List<byte[]>> fields = new HashMap<>();
        Map<Integer, Long> numbers = new HashMap<>();
        CodedInputStream in = CodedInputStream.newInstance(message);
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED) {
                fields.computeIfAbsent(WireFormat.getTagFieldNumber(tag), number -> new ArrayList<>(1))
                        .add(in.readByteArray());
            } else if (WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_VARINT) {
                numbers.put(WireFormat.getTagFieldNumber(tag), in.readRawVarint64());
            } else if (!in.skipField(tag)) {
                throw new IOException("a group ends that never began");
            }
        }
        return new ProtobufFields(fields, numbers);
    }

    /** All values of a field, none if it is absent. */
    List<byte[]> all(int field) {
        return fields.getOrDefault(field, List.of());
    }

    /** The last value of a field, as Protobuf has it; empty if it is absent. */
    byte[] bytes(int field) {
        List<byte[]> all = all(field);
        return all.isEmpty() ? NONE : all.getLast();
    }

    /** The last value of a varint, 0 if it is absent; a boolean that is true is 1. */
    long number(int field) {
        return numbers.getOrDefault(field, 0L);
    }

    /** The last value of a field as a text. */
    String text(int field) throws IOException {
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes(field)))
                .toString();
    }
}
