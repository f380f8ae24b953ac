package dev.wsgateway.gateway.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs calls, so that a backend knows who calls: Standard Webhooks (specification 1.0.0), symmetric, {@code v1}. */
final class WebhookSignature {
    private static final String PREFIX = "whsec_";
    private static final int MIN_BYTES = 24;
    private static final int MAX_BYTES = 64;

    private WebhookSignature() {}

    /**
     * The headers that sign a call.
     *
     * @param keys one a line, {@code whsec_} and 24 to 64 bytes in Base64; a call is signed with each, so that keys can be
     *     exchanged one side after the other
     * @param id of the message
     * @throws IllegalArgumentException when there is no key, or one is malformed; the text says what to write
     */
    static Map<String, String> headers(String keys, String id, Instant now, byte[] body) {
        List<String> lines =
                keys.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
        if (lines.isEmpty()) {
            throw malformed();
        }
        String timestamp = Long.toString(now.getEpochSecond());
        byte[] start = (id + "." + timestamp + ".").getBytes(UTF_8);
        return Map.of(
                "webhook-id",
                id,
                "webhook-timestamp",
                timestamp,
                "webhook-signature",
                lines.stream().map(line -> "v1," + sign(key(line), start, body)).collect(Collectors.joining(" ")));
    }

    private static byte[] key(String line) {
        try {
            byte[] key = Base64.getDecoder().decode(line.startsWith(PREFIX) ? line.substring(PREFIX.length()) : line);
            if (key.length >= MIN_BYTES && key.length <= MAX_BYTES) {
                return key;
            }
        } catch (IllegalArgumentException e) {
            // Told below, without what stands there.
        }
        throw malformed();
    }

    private static IllegalArgumentException malformed() {
        return new IllegalArgumentException("the signing key is none: write '" + PREFIX + "' and " + MIN_BYTES + " to "
                + MAX_BYTES + " bytes in Base64, for example by `echo whsec_$(openssl rand -base64 32)`");
    }

    private static String sign(byte[] key, byte[] start, byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            mac.update(start);
            return Base64.getEncoder().encodeToString(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has HmacSHA256", e);
        }
    }
}
