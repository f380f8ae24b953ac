package dev.wsgateway.redis;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedisNamesTest {
    private final RedisNames names = new RedisNames("shop", "chat");

    @Test
    void namesAreThoseOfTheTestVectorFile() throws IOException {
        JsonNode vectors =
                new ObjectMapper().readTree(Path.of("redis-names.json").toFile());
        assertThat(vectors).isNotEmpty();
        for (JsonNode vector : vectors) {
            RedisNames of = new RedisNames(
                    vector.get("namespace").asText(), vector.get("name").asText());
            String channel = vector.get("channel").asText();
            String stream = vector.get("stream").asText();
            int partition = vector.get("partition").asInt();
            String node = vector.get("node").asText();
            Map<String, String> made = new LinkedHashMap<>();
            made.put("publications", of.publications(channel));
            made.put("history", of.history(channel));
            made.put("meta", of.meta(channel));
            made.put("idempotency", of.idempotency(channel, "k1"));
            made.put("versions", of.versions(channel));
            made.put("versionAges", of.versionAges(channel));
            made.put("entries", of.entries(stream, partition));
            made.put("groups", of.groups(stream, partition));
            made.put("seal", of.seal(stream, partition));
            made.put("messageId", of.messageId(stream, partition, "user:42", "m1"));
            made.put("lease", of.lease(stream, partition, "g1"));
            made.put("dead", of.dead(stream, partition, "g1"));
            made.put("redriven", of.redriven(stream, partition, "g1"));
            made.put("publishEntries", of.publishEntries(partition));
            made.put("publishDead", of.publishDead(partition));
            made.put("publishLease", of.publishLease(partition));
            made.put("layouts", of.layouts());
            made.put("finished", of.finished());
            made.put("lifecycleGateways", of.lifecycleGateways(partition));
            made.put("lifecycleOutbox", of.lifecycleOutbox(partition));
            made.put("lifecycleClients", of.lifecycleClients(partition, node));
            made.put("lifecycleChannels", of.lifecycleChannels(partition, node));
            made.put("lifecycleOccupied", of.lifecycleOccupied(partition));
            made.put("lifecycleLost", of.lifecycleLost(partition));
            made.put("lifecycleLease", of.lifecycleLease(partition));
            made.put("members", of.members());
            made.put("gateways", of.gateways());
            made.put("report", of.report(node));
            made.put("drain", of.drain());
            made.put("control", of.control());
            made.put("controlOfNode", of.control(node));
            made.put("allKeys", of.allKeys());
            assertThat(PublishStream.partitionOf(channel))
                    .isEqualTo(vector.get("publishPartition").asInt());
            assertThat(new ObjectMapper().valueToTree(made).toPrettyString())
                    .isEqualTo(vector.get("names").toPrettyString());
        }
    }

    @Test
    void aChannelIsReadBackFromItsPubSubName() {
        assertThat(names.channelOf(names.publications("news:a:b"))).isEqualTo("news:a:b");
    }

    /** What Redis Cluster hashes: the text between the first brace and the next closing one. */
    private static String tag(String key) {
        int open = key.indexOf('{');
        return key.substring(open + 1, key.indexOf('}', open));
    }

    @Test
    void theKeysOfOneScriptAreInOneSlot() {
        assertThat(List.of(names.publishEntries(3), names.publishDead(3), names.publishLease(3)))
                .extracting(RedisNamesTest::tag)
                .containsOnly("shop/chat/p/3");
        assertThat(List.of(
                        names.lifecycleGateways(5),
                        names.lifecycleOutbox(5),
                        names.lifecycleClients(5, "n/1#1"),
                        names.lifecycleChannels(5, "n/1#1"),
                        names.lifecycleOccupied(5),
                        names.lifecycleLost(5),
                        names.lifecycleLease(5)))
                .extracting(RedisNamesTest::tag)
                .containsOnly("shop/chat/e/5");
        assertThat(List.of(
                        names.entries("orders", 2),
                        names.groups("orders", 2),
                        names.seal("orders", 2),
                        names.lease("orders", 2, "audit"),
                        names.dead("orders", 2, "audit"),
                        names.redriven("orders", 2, "audit"),
                        names.messageId("orders", 2, "user:{x} {y}", "{z}")))
                .extracting(RedisNamesTest::tag)
                .containsOnly("shop/chat/s/orders/2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"news:1", "user:42", "a:b:c", "user:jörg@example.com"})
    void acceptsChannels(String channel) {
        assertThat(RedisNames.isChannel(channel)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "news", "news:", ":x", "news:a b", "news:{a}", "news:a\nb", "news:a\u0000"})
    void refusesWhatIsNoChannel(String channel) {
        assertThat(RedisNames.isChannel(channel)).isFalse();
    }

    /** In UTF-8 it would be a '?', and so the name of another channel. */
    @Test
    void refusesAChannelThatIsNoUnicode() {
        assertThat(RedisNames.isChannel("news:\ud800")).isFalse();
        assertThat(RedisNames.isChannel("news:\udc00\ud800")).isFalse();
        assertThat(RedisNames.isChannel("news:\ud83d\ude00")).isTrue();
    }

    @Test
    void refusesAChannelThatIsTooLong() {
        assertThat(RedisNames.isChannel("n:" + "x".repeat(253))).isTrue();
        assertThat(RedisNames.isChannel("n:" + "x".repeat(254))).isFalse();
    }
}
