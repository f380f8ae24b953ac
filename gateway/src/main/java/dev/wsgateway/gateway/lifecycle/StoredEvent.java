package dev.wsgateway.gateway.lifecycle;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.wsgateway.gateway.stream.ClientMessage;
import dev.wsgateway.gateway.stream.ClientMessage.Labels;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * An event in a shard's outbox.
 *
 * @param id of the outbox' entry
 * @param fields as {@code note.lua} wrote them
 */
record StoredEvent(String id, Map<String, String> fields) {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final List<String> TEXTS = List.of("event", "client", "user", "channel", "node", "reason");
    private static final List<String> NUMBERS = List.of("code", "count", "time");
    private static final HexFormat HEX = HexFormat.of();

    StoredEvent {
        fields = Map.copyOf(fields);
    }

    String event() {
        return field("event");
    }

    /** The key that the order is kept by: the user, the anonymous client, the channel, or the node of a loss. */
    String key() {
        if (!field("client").isEmpty()) {
            return field(field("user").isEmpty() ? "client" : "user");
        }
        return field(field("channel").isEmpty() ? "node" : "channel");
    }

    /** As an entry of the user's stream. Its id is the same each time, and within a shard it only grows. */
    ClientMessage message(int shard, RandomGenerator random) {
        ObjectNode data = JSON.createObjectNode();
        TEXTS.stream().filter(fields::containsKey).forEach(name -> data.put(name, field(name)));
        NUMBERS.stream().filter(fields::containsKey).forEach(name -> data.put(name, Long.parseLong(field(name))));
        return new ClientMessage(
                data.toString().getBytes(StandardCharsets.UTF_8),
                field("client"),
                field("user"),
                Long.parseLong(field("time")),
                "00-" + hex(random) + hex(random) + "-" + hex(random) + "-00",
                new Labels(shard + "-" + id, key()));
    }

    private static String hex(RandomGenerator random) {
        return HEX.toHexDigits(random.nextLong(1, Long.MAX_VALUE));
    }

    private String field(String name) {
        return fields.getOrDefault(name, "");
    }
}
