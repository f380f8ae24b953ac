package dev.wsgateway.gateway.auth;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.nimbusds.jwt.JWTClaimsSet;
import dev.wsgateway.gateway.auth.TokenException.Reason;
import dev.wsgateway.gateway.hub.JsonText;
import java.text.ParseException;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The channels that a connection's token names: {@code channels}, a list, and {@code subs}, an object with options for
 * each, as Centrifugo has them. What {@code override} says is
 * for the namespace to say.
 */
final class SubscriptionClaims {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private SubscriptionClaims() {}

    static Map<String, ServerSubscription> of(JWTClaimsSet claims) throws ParseException, JsonProcessingException {
        List<String> channels = claims.getStringListClaim("channels");
        Map<String, Object> subs = claims.getJSONObjectClaim("subs");
        if (channels == null && subs == null) {
            return Map.of();
        }
        Map<String, ServerSubscription> all = new HashMap<>();
        if (channels != null) {
            channels.forEach(channel -> all.put(channel, ServerSubscription.PLAIN));
        }
        if (subs != null) {
            for (Map.Entry<String, Object> sub : subs.entrySet()) {
                all.put(sub.getKey(), subscription(sub.getKey(), object(sub.getValue(), sub.getKey())));
            }
        }
        return Map.copyOf(all);
    }

    private static ServerSubscription subscription(String channel, Map<?, ?> options) throws JsonProcessingException {
        return ServerSubscription.of(
                null, json(channel, options, "info", "b64info"), json(channel, options, "data", "b64data"));
    }

    private static byte @Nullable [] json(String channel, Map<?, ?> options, String plain, String base64)
            throws JsonProcessingException {
        if (options.get(base64) instanceof String encoded && !encoded.isEmpty()) {
            try {
                return JsonText.check(Base64.getDecoder().decode(encoded));
            } catch (IllegalArgumentException e) {
                throw new TokenException(
                        Reason.INVALID, "claim 'subs': '" + base64 + "' of '" + channel + "' is no JSON in Base64", e);
            }
        }
        Object value = options.get(plain);
        return value == null ? null : JSON.writeValueAsBytes(value);
    }

    private static Map<?, ?> object(@Nullable Object value, String channel) {
        if (value instanceof Map<?, ?> object) {
            return object;
        }
        throw new TokenException(
                Reason.INVALID, "claim 'subs': what stands for '" + channel + "' is not made of objects: write {}");
    }
}
