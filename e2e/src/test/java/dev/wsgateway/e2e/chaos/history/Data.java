package dev.wsgateway.e2e.chaos.history;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.jspecify.annotations.Nullable;

/** The data of a message: who it is, and some bytes that follow from that, so that a mix-up shows. */
public final class Data {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Data() {}

    /** As JSON, of about a size in bytes. */
    public static String of(Message message, int size) {
        return "{\"m\":\"" + message + "\",\"n\":" + size + ",\"p\":\"" + padding(message, size) + "\"}";
    }

    private static String padding(Message message, int size) {
        return Character.toString('a' + Math.floorMod(message.hashCode(), 26)).repeat(size);
    }

    /** As {@link #read}, from a text. */
    public static @Nullable Message parse(String data) {
        try {
            return read(JSON.readTree(data));
        } catch (JsonProcessingException e) {
            return null;
        }
    }

    /** Whose data it is; null when nobody sends such. */
    public static @Nullable Message read(JsonNode data) {
        try {
            Message message = Message.parse(data.path("m").asText());
            boolean whole = data.path("p")
                    .asText()
                    .equals(padding(message, data.path("n").asInt()));
            return whole ? message : null;
        } catch (IllegalArgumentException | StringIndexOutOfBoundsException e) {
            return null;
        }
    }
}
