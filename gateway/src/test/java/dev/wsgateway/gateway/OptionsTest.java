package dev.wsgateway.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.wsgateway.gateway.transport.Transport;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OptionsTest {
    @Test
    void readsEachVariable() {
        assertThat(Options.of(Map.of(
                        "WSGATEWAY_CONFIG_DIRECTORY", "/c",
                        "WSGATEWAY_SECRETS_DIRECTORY", "/s",
                        "WSGATEWAY_NODE", "chat-0",
                        "WSGATEWAY_BIND_ADDRESS", "127.0.0.1",
                        "WSGATEWAY_WEBSOCKET_PORT", "8002",
                        "WSGATEWAY_API_PORT", "9002",
                        "WSGATEWAY_TRANSPORT", "io_uring",
                        "WSGATEWAY_DRAIN_PERIOD", "PT2S")))
                .isEqualTo(new Options(
                        Path.of("/c"),
                        Path.of("/s"),
                        "chat-0",
                        "127.0.0.1",
                        8002,
                        9002,
                        Transport.IO_URING,
                        Duration.ofSeconds(2)));
    }

    @Test
    void hasTheDefaultsOfAPod() {
        Options options = Options.of(Map.of());
        assertThat(options.configDirectory()).isEqualTo(Path.of("/etc/wsgateway/config"));
        assertThat(options.secretsDirectory()).isEqualTo(Path.of("/etc/wsgateway/secrets"));
        assertThat(options.node()).isNotBlank();
        assertThat(options.address(8000)).isEqualTo(new InetSocketAddress(8000));
    }

    @Test
    void saysWhichTransportIsNone() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Options.of(Map.of("WSGATEWAY_TRANSPORT", "kqueue")))
                .withMessage("WSGATEWAY_TRANSPORT: no transport 'kqueue': write one of [io_uring, epoll, nio]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "2s", "PT-2S"})
    void saysWhichDrainPeriodIsNone(String period) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Options.of(Map.of("WSGATEWAY_DRAIN_PERIOD", period)))
                .withMessage("WSGATEWAY_DRAIN_PERIOD is '" + period + "': write an ISO 8601 duration such as PT30S");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "-1", "65536", "80 "})
    void saysWhichPortIsNone(String port) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Options.of(Map.of("WSGATEWAY_API_PORT", port)))
                .withMessage("WSGATEWAY_API_PORT is '" + port + "': write a port from 1 to 65535");
    }
}
