package dev.wsgateway.gateway.hub;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PublicationCodecTest {
    private static final Publication PUBLICATION = new Publication(
            "news:a",
            "{\"a\":1}".getBytes(UTF_8),
            new ClientInfo("u", "c", "{}".getBytes(UTF_8), null),
            Map.of("k", "v", "l", "w"),
            1L << 40);

    @Test
    void readsBackWhatItWrote() {
        assertThat(PublicationCodec.decode("news:a", PublicationCodec.encode(PUBLICATION), 0, 1L << 40))
                .usingRecursiveComparison()
                .isEqualTo(PUBLICATION);
    }

    @Test
    void refusesEveryTruncation() {
        byte[] whole = PublicationCodec.encode(new Publication("news:a", new byte[20], null, Map.of(), 0));
        for (int length = 0; length < whole.length; length++) {
            byte[] part = Arrays.copyOf(whole, length);
            assertThatIllegalArgumentException().isThrownBy(() -> PublicationCodec.decode("news:a", part, 0, 0));
        }
    }
}
