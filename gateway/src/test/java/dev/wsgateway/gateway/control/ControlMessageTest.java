package dev.wsgateway.gateway.control;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ControlMessageTest {
    static List<ControlMessage> messages() {
        return List.of(
                new DisconnectOrder("u", "", List.of("c1", "c2"), 3503, "force disconnect"),
                new ControlMessage.ChannelsQuery("1", "g1", "news:*"),
                new ControlMessage.ChannelsAnswer("1", "g2", Map.of("news:1", 3)),
                new ControlMessage.ChannelsAnswer("1", "g2", null));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void readsBackWhatItWrote(ControlMessage message) {
        assertThat(ControlMessage.parse(message.toJson())).isEqualTo(message);
    }

    @Test
    void isWrittenAsOlderGatewaysReadIt() {
        assertThat(new DisconnectOrder("u", "c", List.of(), 4000, "bye").toJson())
                .asString(UTF_8)
                .isEqualTo("{\"type\":\"disconnect.v1\",\"user\":\"u\",\"client\":\"c\",\"whitelist\":[],\"code\":4000,"
                        + "\"reason\":\"bye\"}");
    }

    @Test
    void ignoresAFieldOfANewerGateway() {
        String newer = "{\"type\":\"channels-query.v1\",\"id\":\"1\",\"node\":\"g\",\"pattern\":\"\",\"later\":{}}";
        assertThat(ControlMessage.parse(newer.getBytes(UTF_8)))
                .isEqualTo(new ControlMessage.ChannelsQuery("1", "g", ""));
    }

    @Test
    void anOrderMeansAllConnectionsButThoseThatStay() {
        DisconnectOrder order = new DisconnectOrder("u", "", List.of("c1"), 3503, "");
        assertThat(order.means("c1")).isFalse();
        assertThat(order.means("c2")).isTrue();
    }

    @Test
    void anOrderForOneConnectionMeansNoOther() {
        DisconnectOrder order = new DisconnectOrder("u", "c1", List.of(), 3503, "");
        assertThat(order.means("c1")).isTrue();
        assertThat(order.means("c2")).isFalse();
    }
}
