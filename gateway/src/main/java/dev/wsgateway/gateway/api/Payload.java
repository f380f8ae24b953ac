package dev.wsgateway.gateway.api;

import dev.wsgateway.config.GatewayConfig.DataFormat;
import dev.wsgateway.gateway.api.ApiJson.RawJson;
import dev.wsgateway.gateway.hub.JsonText;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * The data of a publication that a backend sends, once for all channels it goes to.
 *
 * @param bytes as they were sent
 * @param json the same as a JSON text without raw newlines; null where it is none
 * @param whyNoJson what is wrong with it as JSON; empty where nothing is
 */
record Payload(byte[] bytes, byte @Nullable [] json, String whyNoJson) {

    /**
     * The data of a request.
     *
     * @throws IllegalArgumentException when there is none, or {@code b64data} is no Base64
     */
    static Payload of(@Nullable RawJson data, @Nullable String b64data) {
        if (b64data != null && !b64data.isEmpty()) {
            return of(decode(b64data));
        }
        if (data == null) {
            throw new IllegalArgumentException("'data' is missing: send any JSON value, or bytes in 'b64data'");
        }
        return of(data.bytes());
    }

    private static Payload of(byte[] bytes) {
        try {
            return new Payload(bytes, JsonText.check(bytes), "");
        } catch (IllegalArgumentException e) {
            return new Payload(bytes, null, String.valueOf(e.getMessage()));
        }
    }

    private static byte[] decode(String b64data) {
        try {
            return Base64.getDecoder().decode(b64data);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("'b64data' is no Base64 (RFC 4648, section 4): " + e.getMessage(), e);
        }
    }

    /** What is published where a namespace wants this format; null where the data is not of it. */
    byte @Nullable [] in(DataFormat format) {
        return switch (format) {
            case JSON -> json;
            case BINARY -> bytes;
        };
    }
}
