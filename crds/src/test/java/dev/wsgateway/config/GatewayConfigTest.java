package dev.wsgateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class GatewayConfigTest {
    private static final GatewayConfig CONFIG = new GatewayConfig(
            "shop",
            "chat",
            new GatewayConfig.Redis("redis://localhost:6379", "redis", null),
            List.of(new GatewayConfig.Channel(
                    "news",
                    GatewayConfig.Access.ANYONE,
                    GatewayConfig.Access.NOBODY,
                    GatewayConfig.DataFormat.JSON,
                    new GatewayConfig.History(10, Duration.ofMinutes(10), Duration.ofMinutes(5)))),
            List.of(GatewayConfig.Stream.of("orders", GatewayConfig.Sender.ANYONE, 1000, "order-service")),
            new GatewayConfig.Authentication(true, null),
            "api/keys",
            List.of("*"),
            new GatewayConfig.Limits(1, 2, 3, 4, 5),
            new GatewayConfig.Timeouts(
                    Duration.ofSeconds(1), Duration.ofMillis(2500), Duration.ofHours(1), Duration.ofSeconds(75)),
            new GatewayConfig.Ports(8001, 9001),
            new GatewayConfig.Drain(Duration.ofSeconds(20)),
            null);

    @Test
    void readsBackWhatItWrote() {
        assertThat(GatewayConfig.parse(CONFIG.toJson())).isEqualTo(CONFIG);
    }

    @Test
    void ignoresAFieldOfANewerOperator() {
        String newer = CONFIG.toJson().replace("\"limits\"", "\"later\" : {}, \"limits\"");
        assertThat(GatewayConfig.parse(newer)).isEqualTo(CONFIG);
    }

    @Test
    void drainsOverHalfAMinuteWhereAnOlderOperatorSaysNothing() {
        String older = CONFIG.toJson().replace("\"drain\"", "\"unknown\"");
        assertThat(GatewayConfig.parse(older).drain().period()).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void saysWhichFieldIsMissing() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> GatewayConfig.parse(CONFIG.toJson().replace("\"name\" : \"chat\",", "")))
                .withMessageContaining("name");
    }
}
