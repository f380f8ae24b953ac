package dev.wsgateway.gateway.hub;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A message to all subscribers of a channel. Immutable by agreement: nobody writes to the array after it is made.
 *
 * @param channel full name, such as {@code news:sports}
 * @param key names what the message is about, such as one row of a table; empty where the publisher gave none
 * @param data a JSON text without raw newlines, or any bytes where the namespace is binary
 * @param info who published; null for a backend
 * @param tags key-value pairs of the publisher's, usually none
 * @param offset place in the channel's history, from 1; 0 in a namespace without history
 */
public record Publication(
        String channel, String key, byte[] data, @Nullable ClientInfo info, Map<String, String> tags, long offset) {

    /** One without a key. */
    public Publication(String channel, byte[] data, @Nullable ClientInfo info, Map<String, String> tags, long offset) {
        this(channel, "", data, info, tags, offset);
    }
}
