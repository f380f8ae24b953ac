package dev.wsgateway.gateway.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.wsgateway.gateway.hub.ClientInfo;
import dev.wsgateway.gateway.hub.Publication;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EnvelopeTest {
    private static final Publication PUBLICATION = new Publication(
            "news:a",
            "{\"a\":1}".getBytes(UTF_8),
            new ClientInfo("u", "c", "{}".getBytes(UTF_8), null),
            Map.of("k", "v", "l", "w"),
            1L << 40);

    @Test
    void readsBackWhatItWrote() {
        assertThat(Envelope.decode("news:a", Envelope.encode(PUBLICATION)))
                .usingRecursiveComparison()
                .isEqualTo(PUBLICATION);
    }

    @Test
    void refusesEveryTruncation() {
        byte[] whole = Envelope.encode(new Publication("news:a", new byte[20], null, Map.of(), 0));
        for (int length = 1; length < whole.length; length++) {
            byte[] part = Arrays.copyOf(whole, length);
            assertThatIllegalArgumentException().isThrownBy(() -> Envelope.decode("news:a", part));
        }
    }
}
