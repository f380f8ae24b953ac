package dev.wsgateway.gateway.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class DisconnectTest {

    @Test
    void saysWhetherSdksComeBack() {
        assertThat(Disconnect.SHUTDOWN.reconnect()).isTrue();
        assertThat(Disconnect.SLOW.reconnect()).isTrue();
        assertThat(Disconnect.INVALID_TOKEN.reconnect()).isFalse();
        assertThat(Disconnect.BAD_REQUEST.reconnect()).isFalse();
        assertThat(new Disconnect(4499, "").reconnect()).isTrue();
        assertThat(new Disconnect(4500, "").reconnect()).isFalse();
    }

    @Test
    void refusesWhatACloseFrameCannotHold() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Disconnect(2999, ""));
        assertThatIllegalArgumentException().isThrownBy(() -> new Disconnect(5000, ""));
        assertThatIllegalArgumentException().isThrownBy(() -> new Disconnect(4000, "\u00e9".repeat(62)));
        assertThat(new Disconnect(4000, "x".repeat(123)).code()).isEqualTo(4000);
    }
}
