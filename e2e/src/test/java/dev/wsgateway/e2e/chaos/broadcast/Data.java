package dev.wsgateway.e2e.chaos.broadcast;

import com.fasterxml.jackson.databind.JsonNode;
import dev.wsgateway.e2e.chaos.history.Message;
import org.jspecify.annotations.Nullable;

/** The data of a publication: who it is, and some bytes that follow from that, so that a mix-up shows. */
final class Data {
    private Data() {}

    /** As JSON, of about a size in bytes. */
    static String of(Message message, int size) {
        return "{\"m\":\"" + message + "\",\"n\":" + size + ",\"p\":\"" + padding(message, size) + "\"}";
    }

    private static String padding(Message message, int size) {
        return Character.toString('a' + Math.floorMod(message.hashCode(), 26)).repeat(size);
    }

    /** Whose data it is; null when nobody sends such. */
    static @Nullable Message read(JsonNode data) {
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
