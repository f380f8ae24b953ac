package dev.wsgateway.e2e.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;

/** What a client sees when its gateway is killed while messages flow, and comes back: everything, once and in order. */
final class KilledGateway {
    private KilledGateway() {}

    /** Kills gateway 1, at which a client is subscribed to a channel with history, and publishes at gateway 0. */
    static void losesNothing(Fleet fleet, SdkClient subscribed, String channel) throws Exception {
        for (int i = 1; i <= 300; i++) {
            fleet.gateway(0).publish(channel, "" + i);
            if (i == 100) {
                fleet.gateway(1).kill();
            }
            if (i == 200) {
                fleet.gateway(1).start();
            }
        }
        List<Long> all = LongStream.rangeClosed(1, 300).boxed().toList();
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(subscribed.events("publication"))
                        .extracting(event -> event.get("data").asLong())
                        .isEqualTo(all));
        assertThat(subscribed.events("subscribed"))
                .extracting(event -> event.get("recovered").asBoolean())
                .endsWith(true);
    }
}
