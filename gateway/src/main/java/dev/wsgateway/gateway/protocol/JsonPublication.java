package dev.wsgateway.gateway.protocol;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.wsgateway.gateway.hub.ClientInfo;
import dev.wsgateway.gateway.hub.Publication;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What stands around the data in a JSON push: {@code {"push":{"channel":"news:x","pub":{"data":…}}}}. */
final class JsonPublication {
    private static final JsonFactory JSON = new JsonFactory();
    private static final byte[] END = ascii("}}}");

    private JsonPublication() {}

    /** The bytes before the data, or before a delta of them. */
    static byte[] before(Publication publication, boolean delta) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(64);
        out.writeBytes(ascii("{\"push\":{\"channel\":\""));
        out.writeBytes(JsonStringEncoder.getInstance().quoteAsUTF8(publication.channel()));
        out.writeBytes(ascii(delta ? "\",\"pub\":{\"delta\":true,\"data\":" : "\",\"pub\":{\"data\":"));
        return out.toByteArray();
    }

    /** The bytes after the data. */
    static byte[] after(Publication publication) {
        if (publication.info() == null
                && publication.tags().isEmpty()
                && publication.offset() == 0
                && publication.key().isEmpty()) {
            return END;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(128);
        try (JsonGenerator out = JSON.createGenerator(bytes, JsonEncoding.UTF8)) {
            out.writeStartObject();
            if (publication.info() != null) {
                out.writeFieldName("info");
                write(publication.info(), out);
            }
            if (publication.offset() > 0) {
                out.writeNumberField("offset", publication.offset());
            }
            if (!publication.tags().isEmpty()) {
                out.writeObjectFieldStart("tags");
                for (Map.Entry<String, String> tag : publication.tags().entrySet()) {
                    out.writeStringField(tag.getKey(), tag.getValue());
                }
                out.writeEndObject();
            }
            if (!publication.key().isEmpty()) {
                out.writeStringField("key", publication.key());
            }
            out.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("memory is always written", e);
        }
        bytes.writeBytes(ascii("}}"));
        byte[] after = bytes.toByteArray();
        // These fields follow the data in the same object.
        after[0] = ',';
        return after;
    }

    /** Data, or a delta of them, as a JSON string: the form in which subscriptions with deltas have them. */
    static byte[] quoted(byte[] text) {
        byte[] content = JsonStringEncoder.getInstance().quoteAsUTF8(new String(text, StandardCharsets.UTF_8));
        byte[] quoted = new byte[content.length + 2];
        quoted[0] = '"';
        System.arraycopy(content, 0, quoted, 1, content.length);
        quoted[quoted.length - 1] = '"';
        return quoted;
    }

    /** The publication alone, as it stands in a reply, in the form for deltas or in the usual one. */
    static byte[] whole(Publication publication, boolean forDelta) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(publication.data().length + 64);
        out.writeBytes(ascii("{\"data\":"));
        out.writeBytes(forDelta ? quoted(publication.data()) : publication.data());
        byte[] after = after(publication);
        // Without the braces that close the push.
        out.write(after, 0, after.length - 2);
        return out.toByteArray();
    }

    static void write(ClientInfo info, JsonGenerator out) throws IOException {
        out.writeStartObject();
        out.writeStringField("user", info.user());
        out.writeStringField("client", info.client());
        raw("conn_info", info.connInfo(), out);
        raw("chan_info", info.chanInfo(), out);
        out.writeEndObject();
    }

    static void raw(String name, byte @Nullable [] json, JsonGenerator out) throws IOException {
        if (json != null) {
            out.writeFieldName(name);
            out.writeRawValue(new String(json, StandardCharsets.UTF_8));
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
