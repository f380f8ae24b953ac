package dev.wsgateway.gateway.hub;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Checks data that must be a JSON text (RFC 8259). The client protocol in JSON separates messages by newlines, so a raw
 * newline in a publication would cut it in two.
 */
public final class JsonText {
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(200).build())
            .build();

    private JsonText() {}

    /**
     * The same JSON text without raw newlines; the array itself where it has none. They can only stand between tokens,
     * where a space means the same.
     *
     * @throws IllegalArgumentException when it is not exactly one JSON value in UTF-8; the message says where
     */
    public static byte[] check(byte[] data) {
        try (JsonParser parser = JSON.createParser(data)) {
            if (parser.nextToken() == null) {
                throw new IllegalArgumentException("no JSON: it is empty");
            }
            parser.skipChildren();
            // Reading the value's end decides whether a lone token such as a string or number was whole.
            if (parser.currentToken().isScalarValue()) {
                parser.getText();
            }
            if (parser.nextToken() != null) {
                throw new IllegalArgumentException("no JSON: more than one value");
            }
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("no JSON: " + e.getOriginalMessage() + place(e.getLocation()), e);
        } catch (IOException e) {
            throw new IllegalArgumentException("no JSON in UTF-8: " + e.getMessage(), e);
        }
        return withoutNewlines(data);
    }

    private static String place(@Nullable JsonLocation location) {
        return location == null ? "" : " at " + location.offsetDescription();
    }

    private static byte[] withoutNewlines(byte[] data) {
        byte[] copy = null;
        for (int i = 0; i < data.length; i++) {
            if (data[i] == '\n' || data[i] == '\r') {
                copy = copy == null ? data.clone() : copy;
                copy[i] = ' ';
            }
        }
        return copy == null ? data : copy;
    }
}
