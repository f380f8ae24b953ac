package dev.wsgateway.operator.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import org.junit.jupiter.api.Test;

class OperatorSettingsTest {
    @Test
    void watchesAllNamespacesUnlessSomeAreNamed() {
        assertThat(OperatorSettings.from(Map.of("WSGATEWAY_GATEWAY_IMAGE", "gw"))
                        .namespaces())
                .isEmpty();
        assertThat(OperatorSettings.from(Map.of("WSGATEWAY_GATEWAY_IMAGE", "gw", "WSGATEWAY_WATCH_NAMESPACES", "a, b,"))
                        .namespaces())
                .containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void saysThatTheImageIsMissing() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OperatorSettings.from(Map.of()))
                .withMessageContaining("WSGATEWAY_GATEWAY_IMAGE");
    }

    @Test
    void saysWhatToWriteForAPort() {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        OperatorSettings.from(Map.of("WSGATEWAY_GATEWAY_IMAGE", "gw", "WSGATEWAY_HTTP_PORT", "http")))
                .withMessageContaining("WSGATEWAY_HTTP_PORT is 'http'");
    }
}
