package dev.wsgateway.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsgateway.redis.GatewayReport.Share;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GatewayReportTest {
    private static GatewayReport report(@Nullable Share share) {
        return new GatewayReport("g", "1", 2, 3, 4, 5, 6, "v", Map.of("api/key", "v1"), share, null, null);
    }

    @Test
    void readsBackWhatItWrote() {
        assertThat(GatewayReport.parse(report(new Share(8, 2, 1)).toJson())).isEqualTo(report(new Share(8, 2, 1)));
        assertThat(GatewayReport.parse(report(null).toJson())).isEqualTo(report(null));
    }

    @Test
    void theWholePublishStreamIsTheSumOfTheShares() {
        assertThat(Share.whole(List.of(report(new Share(10, 2, 1)), report(new Share(6, 3, 0)))))
                .isEqualTo(new Share(16, 5, 1));
    }

    @Test
    void thePublishStreamIsNotKnownWhereAPartitionHasNoOwner() {
        assertThat(Share.whole(List.of(report(new Share(10, 2, 1)), report(null))))
                .isNull();
        assertThat(Share.whole(List.of())).isNull();
    }
}
