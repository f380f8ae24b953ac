package dev.wsgateway.gateway.lifecycle;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.wsgateway.testing.redis.RedisServer;
import java.util.ArrayList;
import java.util.List;

/** What a backend finds in the stream of events. */
final class ToldEvents {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private ToldEvents() {}

    /** The data of all entries of a stream, in their order. */
    static List<JsonNode> in(RedisServer server, String entries) {
        List<JsonNode> events = new ArrayList<>();
        server.cli("XRANGE", entries, "-", "+")
                .lines()
                .filter(line -> line.startsWith("{\"event\""))
                .forEach(line -> events.add(parse(line)));
        return events;
    }

    /** The value of a field of each of a stream's entries. */
    static List<String> field(RedisServer server, String entries, String name) {
        List<String> lines = server.cli("XRANGE", entries, "-", "+").lines().toList();
        List<String> values = new ArrayList<>();
        for (int i = 0; i < lines.size() - 1; i++) {
            if (lines.get(i).equals(name)) {
                values.add(lines.get(i + 1));
            }
        }
        return values;
    }

    /** In short, such as {@code subscribed news:1}. */
    static String inShort(JsonNode event) {
        String channel = event.path("channel").asText();
        String code = event.path("code").asText();
        return event.path("event").asText()
                + (channel.isEmpty() ? "" : " " + channel)
                + (code.isEmpty() ? "" : " " + code);
    }

    private static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new AssertionError(json, e);
        }
    }
}
