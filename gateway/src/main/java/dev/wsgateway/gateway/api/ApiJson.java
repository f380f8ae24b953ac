package dev.wsgateway.gateway.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import dev.wsgateway.gateway.hub.JsonText;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** JSON of the API: names in snake case, unknown fields ignored. */
final class ApiJson {
    private static final String SOURCE = "source";
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(200)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();
    private static final JsonMapper JSON = JsonMapper.builder(FACTORY)
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .addModule(new SimpleModule().addDeserializer(RawJson.class, new RawJsonReader()))
            .build();

    private ApiJson() {}

    /** A JSON value as it was sent: what only passes through is not written anew. */
    record RawJson(byte[] bytes) {}

    /**
     * Reads one JSON object.
     *
     * @throws IllegalArgumentException saying what is wrong and where
     */
    static <T> T read(byte[] json, Class<T> type) {
        List<T> values = readAll(json, type);
        if (values.size() != 1) {
            throw new IllegalArgumentException("invalid JSON: one object is wanted, not " + values.size());
        }
        return values.getFirst();
    }

    /**
     * Reads JSON objects that follow each other.
     *
     * @throws IllegalArgumentException saying what is wrong and where
     */
    static <T> List<T> readAll(byte[] json, Class<T> type) {
        JsonText.requireUtf8(json);
        ObjectReader reader = JSON.readerFor(type).withAttribute(SOURCE, json);
        try (MappingIterator<T> values = reader.readValues(json)) {
            List<T> all = values.readAll();
            if (all.contains(null)) {
                throw new IllegalArgumentException("invalid JSON: an object is wanted, not null");
            }
            return all;
        } catch (JsonProcessingException e) {
            // What is wrong inside of an object comes wrapped, with the same told twice.
            JsonProcessingException first = e.getCause() instanceof JsonProcessingException cause ? cause : e;
            String place = first.getLocation() == null
                    ? ""
                    : " at " + first.getLocation().offsetDescription();
            throw new IllegalArgumentException("invalid JSON: " + what(first) + place, e);
        } catch (IOException e) {
            throw new IllegalArgumentException("invalid JSON: " + e.getMessage(), e);
        }
    }

    /** What is wrong, in words of JSON rather than of our types. */
    private static String what(JsonProcessingException e) {
        if (!(e instanceof MismatchedInputException mismatch) || mismatch.getTargetType() == null) {
            return e.getOriginalMessage();
        }
        String field = mismatch.getPath().stream()
                .map(part -> part.getFieldName() == null ? "[" + part.getIndex() + "]" : "." + part.getFieldName())
                .collect(Collectors.joining());
        return (field.isEmpty() ? "the whole" : "'" + field.replaceFirst("^\\.", "") + "'") + " is no "
                + name(mismatch.getTargetType());
    }

    private static String name(Class<?> type) {
        if (type == String.class) {
            return "string";
        }
        if (type == boolean.class || type == Boolean.class) {
            return "boolean";
        }
        if (type.isPrimitive() || Number.class.isAssignableFrom(type)) {
            return "number that fits";
        }
        return Collection.class.isAssignableFrom(type) ? "array" : "object";
    }

    /** Writes a reply. */
    static byte[] write(Object value) {
        try {
            return JSON.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a reply of plain values is always written", e);
        }
    }

    private static final class RawJsonReader extends StdDeserializer<RawJson> {
        private static final long serialVersionUID = 1;

        RawJsonReader() {
            super(RawJson.class);
        }

        @Override
        public RawJson deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            byte[] source = (byte[]) context.getAttribute(SOURCE);
            long start = parser.currentTokenLocation().getByteOffset();
            parser.skipChildren();
            parser.finishToken();
            long end = parser.currentLocation().getByteOffset();
            return new RawJson(Arrays.copyOfRange(source, Math.toIntExact(start), Math.toIntExact(end)));
        }

        @Override
        public RawJson getNullValue(DeserializationContext context) {
            return new RawJson(new byte[] {'n', 'u', 'l', 'l'});
        }

        @Override
        public @Nullable Object getAbsentValue(DeserializationContext context) {
            return null;
        }
    }
}
