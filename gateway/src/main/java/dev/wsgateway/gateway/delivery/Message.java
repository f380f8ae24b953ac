package dev.wsgateway.gateway.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.wsgateway.redis.DeadLetter;
import dev.wsgateway.redis.StreamEntry;
import java.util.Map;

/**
 * What is delivered. Immutable by agreement: nobody writes to the array.
 *
 * @param id of the entry in its stream; a dead letter that is delivered once more keeps that of its entry
 * @param before deliveries before it was a dead letter
 * @param data the body
 * @param fields the others of the entry
 */
record Message(String id, int before, byte[] data, Map<String, byte[]> fields) {
    /**
     * Reads an entry.
     *
     * @throws IllegalArgumentException when it is no message; the text says why
     */
    static Message of(EntryRef ref, Map<String, byte[]> fields) {
        byte[] data = fields.get(StreamEntry.DATA);
        if (data == null) {
            throw new IllegalArgumentException("the field 'data' is missing; the entry has " + fields.keySet());
        }
        Message message = new Message(ref.id(), 0, data, fields);
        return ref.redriven()
                ? new Message(
                        message.text(DeadLetter.ID),
                        Integer.parseInt(message.text(DeadLetter.DELIVERIES)),
                        data,
                        fields)
                : message;
    }

    /** A field as text; empty where it is missing. */
    String text(String field) {
        byte[] value = fields.get(field);
        return value == null ? "" : new String(value, UTF_8);
    }

    /** The key that its order is kept by, for an entry with one. */
    static String key(EntryRef ref, String field) {
        // Without one it is in order with nothing. No client can send a key with a space.
        return field.isEmpty() ? " " + ref.id() : field;
    }
}
