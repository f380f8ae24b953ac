package dev.wsgateway.gateway.publishstream;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.wsgateway.config.GatewayConfig;
import dev.wsgateway.gateway.history.Conditions;
import dev.wsgateway.gateway.hub.JsonText;
import dev.wsgateway.gateway.hub.Publication;
import dev.wsgateway.gateway.settings.Settings;
import dev.wsgateway.redis.PublishStream;
import dev.wsgateway.redis.RedisNames;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What an entry of the publish stream says: something to publish, or why it can't be. */
sealed interface PublishEntry {
    /** Characters of a key, and of a version's epoch, as in the HTTP API. */
    int MAX_KEY = 255;

    /** See {@link #MAX_KEY}. */
    int MAX_EPOCH = 64;

    /** Something to publish. */
    record Good(Publication publication, Conditions conditions) implements PublishEntry {}

    /** Nothing that could ever be published, with the reason and what to write instead. */
    record Bad(String reason) implements PublishEntry {}

    /**
     * Reads an entry.
     *
     * @param partition that it stands in
     */
    static PublishEntry of(StoredEntry entry, int partition, Settings settings) {
        Map<String, byte[]> fields = entry.fields();
        if (fields == null) {
            return new Bad("the entry has " + entry.bytes() + " bytes; limits.apiRequestBytes allows "
                    + settings.config().limits().apiRequestBytes());
        }
        try {
            return read(fields, partition, settings);
        } catch (IllegalArgumentException e) {
            return new Bad(String.valueOf(e.getMessage()));
        }
    }

    private static Good read(Map<String, byte[]> fields, int partition, Settings settings) {
        String channel = new String(required(fields, PublishStream.CHANNEL), UTF_8);
        GatewayConfig.Channel namespace = settings.namespaceOf(channel);
        if (namespace == null) {
            throw new IllegalArgumentException(
                    RedisNames.isChannel(channel)
                            ? "no namespace '" + RedisNames.channelNamespace(channel)
                                    + "' is declared; add it to spec.channels of the WebSocketGateway"
                            : "'" + channel + "' is no channel's name: write NAMESPACE:NAME, at most "
                                    + RedisNames.MAX_CHANNEL_LENGTH + " characters, without spaces and braces");
        }
        int right = PublishStream.partitionOf(channel);
        if (right != partition) {
            throw new IllegalArgumentException("the channel '" + channel + "' belongs to partition " + right
                    + ", CRC-16/XMODEM of its name modulo " + PublishStream.PARTITIONS + ", and not to " + partition
                    + ": its order would be lost");
        }
        byte[] data = required(fields, PublishStream.DATA);
        if (namespace.data() == GatewayConfig.DataFormat.JSON) {
            data = JsonText.check(data);
        }
        Conditions.Version version = version(fields);
        if (version != null && namespace.history() == null) {
            throw new IllegalArgumentException("the field 'version' needs history, which the namespace '"
                    + namespace.namespace() + "' does not keep");
        }
        String id = text(fields, PublishStream.IDEMPOTENCY_KEY, Integer.MAX_VALUE);
        return new Good(
                new Publication(
                        channel,
                        text(fields, PublishStream.KEY, MAX_KEY),
                        data,
                        null,
                        Tags.read(fields.get(PublishStream.TAGS)),
                        0),
                new Conditions(id.isEmpty() ? null : id, version));
    }

    private static Conditions.@Nullable Version version(Map<String, byte[]> fields) {
        String number = text(fields, PublishStream.VERSION, Integer.MAX_VALUE);
        if (number.isEmpty()) {
            return null;
        }
        String epoch = text(fields, PublishStream.VERSION_EPOCH, MAX_EPOCH);
        try {
            long version = Long.parseLong(number);
            if (version > 0) {
                return new Conditions.Version(version, epoch);
            }
        } catch (NumberFormatException e) {
            // Said below, as for a number out of range.
        }
        throw new IllegalArgumentException("the field 'version' is no whole number from 1 on");
    }

    private static String text(Map<String, byte[]> fields, String name, int max) {
        byte[] value = fields.get(name);
        String text = value == null ? "" : new String(value, UTF_8);
        if (text.length() > max) {
            throw new IllegalArgumentException("the field '" + name + "' has more than " + max + " characters");
        }
        return text;
    }

    private static byte[] required(Map<String, byte[]> fields, String name) {
        byte[] value = fields.get(name);
        if (value == null) {
            throw new IllegalArgumentException("the field '" + name + "' is missing; the entry has "
                    + fields.keySet().stream().sorted().limit(10).toList());
        }
        return value;
    }

    /** The field with tags. */
    final class Tags {
        private static final ObjectReader JSON = JsonMapper.builder()
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .build()
                .readerFor(new TypeReference<HashMap<String, String>>() {});

        private Tags() {}

        private static Map<String, String> read(byte @Nullable [] json) {
            if (json == null || json.length == 0) {
                return Map.of();
            }
            try {
                JsonText.requireUtf8(json);
                Map<String, String> tags = JSON.readValue(json);
                if (tags == null || tags.containsValue(null)) {
                    throw new IllegalArgumentException("the field 'tags' has a null: write {\"name\":\"value\"}");
                }
                return tags;
            } catch (JsonProcessingException e) {
                throw new IllegalArgumentException(
                        "the field 'tags' is no JSON object of strings: " + e.getOriginalMessage(), e);
            } catch (IOException e) {
                throw new IllegalArgumentException("the field 'tags' is not readable: " + e.getMessage(), e);
            }
        }
    }
}
