package dev.wsgateway.gateway.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.wsgateway.redis.StreamEntry;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A message as the headers of a CloudEvent in binary mode (CloudEvents 1.0, HTTP protocol binding, section 3.1), whose data
 * is the body.
 */
final class CloudEvent {
    private static final String TYPE = "dev.wsgateway.message";

    private CloudEvent() {}

    /**
     * The headers, but for {@code content-type}. {@code ce-source} and {@code ce-id} together name the message for ever;
     * {@code ce-attempt} and {@code ce-fencingtoken} name the call.
     *
     * @param source where the message comes from, a path
     * @param attempt number of this delivery, from 1
     * @param token fencing token of the partition's owner
     */
    static Map<String, String> headers(Message message, String source, int attempt, String token) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("ce-specversion", "1.0");
        headers.put("ce-type", TYPE);
        headers.put("ce-source", source);
        headers.put("ce-id", message.id());
        add(headers, "ce-time", time(message));
        add(headers, "ce-partitionkey", message.text(StreamEntry.KEY));
        add(headers, "ce-userid", message.text(StreamEntry.USER));
        add(headers, "ce-clientid", message.text(StreamEntry.CLIENT));
        add(headers, "ce-messageid", message.text(StreamEntry.ID));
        headers.put("ce-attempt", Integer.toString(attempt));
        headers.put("ce-fencingtoken", token);
        String trace = message.text(StreamEntry.TRACEPARENT);
        if (trace.matches("[0-9a-f-]{55}")) {
            headers.put("traceparent", trace);
        }
        return headers;
    }

    /** The path that names a partition of a stream. */
    static String source(String namespace, String gateway, String stream, int partition) {
        return "/" + namespace + "/" + gateway + "/streams/" + stream + "/" + partition;
    }

    private static void add(Map<String, String> headers, String name, String value) {
        if (!value.isEmpty()) {
            headers.put(name, encoded(value));
        }
    }

    private static String time(Message message) {
        String millis = message.text(StreamEntry.TIME);
        return millis.matches("[0-9]{1,15}")
                ? Instant.ofEpochMilli(Long.parseLong(millis)).toString()
                : "";
    }

    /** Percent-encodes what section 3.1.3.2 wants encoded: all but printable ASCII, and space, '"' and '%'. */
    static String encoded(String value) {
        StringBuilder text = new StringBuilder(value.length());
        for (byte one : value.getBytes(UTF_8)) {
            if (one > ' ' && one < 0x7f && one != '"' && one != '%') {
                text.append((char) one);
            } else {
                text.append(String.format("%%%02X", one));
            }
        }
        return text.toString();
    }
}
