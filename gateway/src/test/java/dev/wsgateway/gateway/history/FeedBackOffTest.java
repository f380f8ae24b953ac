package dev.wsgateway.gateway.history;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wsgateway.config.GatewayConfig;
import dev.wsgateway.gateway.hub.Publication;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A feed whose commands go to one master while Pub/Sub comes from another. */
class FeedBackOffTest {
    private final List<CompletableFuture<Snapshot>> reads = new ArrayList<>();
    private final List<Long> handedOn = new ArrayList<>();
    private final Feed feed = new Feed(
            "log:a",
            this::read,
            new GatewayConfig.History(100, Duration.ofMinutes(1), Duration.ofMinutes(1)),
            new FeedSubscribers() {
                @Override
                public void publish(Publication publication, @Nullable Publication before) {
                    handedOn.add(publication.offset());
                }

                @Override
                public void lose() {}

                @Override
                public void renew(String epoch) {}
            },
            new FeedEvents(Clock.systemUTC()),
            () -> 0);

    private CompletionStage<Snapshot> read(
            String channel, GatewayConfig.History history, long since, int maxCount, int maxBytes) {
        CompletableFuture<Snapshot> reply = new CompletableFuture<>();
        reads.add(reply);
        return reply;
    }

    private static Publication publication(long offset) {
        return new Publication("log:a", "1".getBytes(UTF_8), null, Map.of(), offset);
    }

    private static Snapshot snapshot(String epochs, long top, Publication... since) {
        return new Snapshot(Epochs.parse(epochs), top, true, List.of(since));
    }

    @Test
    void readsNoMoreForEachPublicationWhileNoReadIsEnough() {
        var _ = feed.start();
        reads.getLast().complete(snapshot("old:1", 3));
        for (int i = 0; i < 100; i++) {
            feed.receive(publication(4 + i), "new");
            CompletableFuture<Snapshot> read = reads.getLast();
            if (!read.isDone()) {
                feed.receive(publication(5 + i), "new");
                read.complete(snapshot("old:1", 3));
            }
        }
        assertThat(reads).hasSizeBetween(3, 10);
        assertThat(handedOn).isEmpty();
        assertThat(feed.silentNanos()).isEqualTo(Long.MAX_VALUE);

        var _ = feed.check();
        reads.getLast().complete(snapshot("old:1 new:4", 4, publication(4)));
        feed.receive(publication(5), "new");
        assertThat(handedOn).containsExactly(4L, 5L);
    }
}
