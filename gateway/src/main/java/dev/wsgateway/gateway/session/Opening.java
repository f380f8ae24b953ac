package dev.wsgateway.gateway.session;

import dev.wsgateway.config.GatewayConfig;
import dev.wsgateway.gateway.stream.ClientMessage.Labels;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a session remembers of its handshake.
 *
 * @param traceparent header of W3C Trace Context, or null
 * @param keys values of the headers that streams take keys from, by the header's name in lower case
 */
public record Opening(@Nullable String traceparent, Map<String, String> keys) {
    public Opening {
        keys = Map.copyOf(keys);
    }

    /** What is said of a message to a stream: what the message says itself, and else the handshake's key. */
    Labels labels(GatewayConfig.Stream stream, Labels own) {
        String header = stream.keyHeader();
        return own.key() != null || header == null
                ? own
                : Labels.given(own.id(), keys.get(header.toLowerCase(Locale.ROOT)));
    }
}
