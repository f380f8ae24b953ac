package dev.wsgateway.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The sample, as somebody who reads the README applies it and looks at it. */
@ExtendWith(ClusterExtension.class)
class SampleE2E {
    @Test
    void becomesReadyAndShowsWhatItIs(Sample sample) {
        sample.awaitReady().awaitBackend();

        assertThat(sample.kubectl().run("get", "wsg", "--no-headers").orFail().out())
                .matches("(?s)chat +True +2 +\\d+ +ws://chat\\." + sample.namespace() + "\\.svc:8001/.*");
        assertThat(sample.kubectl().run("describe", "wsg/chat").orFail().out())
                .contains(
                        "RedisAvailable",
                        "ConsumerGroupsProvisioned",
                        "2 pods serve",
                        "chat-binding",
                        "http://chat-api." + sample.namespace() + ".svc:9001/api")
                .doesNotContain("Exception");
    }
}
