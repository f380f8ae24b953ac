package dev.wsgateway.gateway.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class WebhookSignatureTest {
    private static final byte[] BODY = "{\"test\": 2432232314}".getBytes(UTF_8);
    private static final Instant NOW = Instant.ofEpochSecond(1614265330);

    /** The example in the specification's reference libraries. */
    @Test
    void isThatOfStandardWebhooks() {
        assertThat(WebhookSignature.headers(
                        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n", "msg_p5jXN8AQM9LWM0D4loKWxJek", NOW, BODY))
                .containsEntry("webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek")
                .containsEntry("webhook-timestamp", "1614265330")
                .containsEntry("webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    @Test
    void isMadeWithEachKeyWhileKeysAreExchanged() {
        assertThat(WebhookSignature.headers(
                                "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n\nMfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSv\n",
                                "m",
                                NOW,
                                BODY)
                        .get("webhook-signature"))
                .matches("v1,[A-Za-z0-9+/]{43}= v1,[A-Za-z0-9+/]{43}=");
    }

    @Test
    void aKeyThatIsNoneIsToldWithoutShowingIt() {
        for (String key : new String[] {"", "\n", "whsec_", "whsec_hush", "hush hush", "whsec_aHVzaA=="}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> WebhookSignature.headers(key, "m", NOW, BODY))
                    .withMessageContaining("write 'whsec_' and 24 to 64 bytes in Base64")
                    .withMessageNotContaining("hush")
                    .withMessageNotContaining("aHVzaA");
        }
    }
}
