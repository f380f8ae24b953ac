package dev.wsgateway.gateway.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class CloudEventTest {
    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    @Test
    void valuesThatNoHeaderMayHaveArePercentEncoded() {
        assertThat(CloudEvent.encoded("Euro € 😀 \"5%\"\r\n"))
                .isEqualTo("Euro%20%E2%82%AC%20%F0%9F%98%80%20%225%25%22%0D%0A");
        assertThat(CloudEvent.encoded("user:42/a=b")).isEqualTo("user:42/a=b");
    }

    @Test
    void anEntryThatABackendAddedItselfMayLackAllButItsData() {
        Message message = Message.of(new EntryRef(false, "1-2"), Map.of("data", bytes("1"), "time", bytes("soon")));
        assertThat(CloudEvent.headers(message, "/shop/chat/streams/orders/3", 4, "77"))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "ce-specversion", "1.0",
                        "ce-type", "dev.wsgateway.message",
                        "ce-source", "/shop/chat/streams/orders/3",
                        "ce-id", "1-2",
                        "ce-attempt", "4",
                        "ce-fencingtoken", "77"));
    }

    @Test
    void aDeadLetterThatIsDeliveredOnceMoreKeepsTheIdOfItsEntryAndItsCount() {
        Message message = Message.of(
                new EntryRef(true, "9-0"),
                Map.of("data", bytes("1"), "dead.id", bytes("1-2"), "dead.deliveries", bytes("10")));
        assertThat(message.id()).isEqualTo("1-2");
        assertThat(message.before()).isEqualTo(10);
    }
}
