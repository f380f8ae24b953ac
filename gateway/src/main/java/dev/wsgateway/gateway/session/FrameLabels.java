package dev.wsgateway.gateway.session;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.wsgateway.gateway.stream.ClientMessage.Labels;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Where a plain socket's frames, JSON texts, have a message's id and key: JSON pointers (RFC 6901). A frame that has
 * nothing there, or is no JSON, is a message without.
 *
 * @param id null for no id
 * @param key null for no key
 */
public record FrameLabels(
        @Nullable JsonPointer id, @Nullable JsonPointer key) {
    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder().maxNestingDepth(200).build())
                    .build())
            .build();

    /**
     * Reads the pointers.
     *
     * @throws IllegalArgumentException when one is none; the message says what to write instead
     */
    public static FrameLabels of(@Nullable String id, @Nullable String key) {
        return new FrameLabels(pointer("id", id), pointer("key", key));
    }

    private static @Nullable JsonPointer pointer(String parameter, @Nullable String text) {
        if (text == null || text.isEmpty()) {
            return null;
        }
        try {
            return JsonPointer.compile(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "'" + parameter + "' is a JSON pointer into the frame: write for example /order/id", e);
        }
    }

    /**
     * The labels of a frame.
     *
     * @throws IllegalArgumentException when what stands there can't be one; the message says why
     */
    Labels read(byte[] frame) {
        if (id == null && key == null) {
            return Labels.NONE;
        }
        JsonNode json;
        try {
            json = JSON.readTree(frame);
        } catch (IOException e) {
            return Labels.NONE;
        }
        return Labels.given(text(json, id), text(json, key));
    }

    private static @Nullable String text(JsonNode json, @Nullable JsonPointer pointer) {
        JsonNode value = pointer == null ? null : json.at(pointer);
        return value == null || !(value.isTextual() || value.isNumber()) ? null : value.asText();
    }
}
