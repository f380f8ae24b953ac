package dev.wsgateway.gateway.hub;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
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
        requireUtf8(data);
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

    /**
     * Checks that bytes are UTF-8 as RFC 3629 has it, which is more than a JSON parser does; a client must close the
     * socket when a text frame is not (RFC 6455, section 8.1). A NUL, which no JSON text has, is refused too: it would
     * pass for UTF-16.
     *
     * @throws IllegalArgumentException when they are not; the message says where
     */
    public static void requireUtf8(byte[] data) {
        int ascii = 0;
        while (ascii < data.length && data[ascii] > 0) {
            ascii++;
        }
        ByteBuffer in = ByteBuffer.wrap(data);
        in.position(ascii);
        CharBuffer out = CharBuffer.allocate(Math.min(in.remaining(), 8192));
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        CoderResult result = CoderResult.OVERFLOW;
        while (result.isOverflow()) {
            result = decoder.decode(in, out.clear(), true);
        }
        if (result.isError()) {
            throw new IllegalArgumentException("no UTF-8 at byte offset: #" + in.position());
        }
        for (int i = ascii; i < data.length; i++) {
            if (data[i] == 0) {
                throw new IllegalArgumentException("no JSON: a NUL at byte offset: #" + i);
            }
        }
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
