package dev.wsgateway.gateway.history;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.wsgateway.config.GatewayConfig;
import dev.wsgateway.gateway.hub.Publication;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A feed on a Redis of which a test says when it answers: the feed's own reads at once, those of a client that recovers
 * when {@link #answer} is called.
 */
public final class ModelFeed {
    private static final String EPOCH = "e";

    /** What Redis has at the offsets from 1 on. */
    private final List<String> redis = new ArrayList<>();

    private final Feed feed;
    private boolean recovering;
    private boolean partial;
    private CompletableFuture<Snapshot> reply = new CompletableFuture<>();
    private Snapshot snapshot = new Snapshot(Epochs.parse(EPOCH + ":1"), 0, true, List.of());

    /** A feed that has started, on a channel with some publications. */
    public ModelFeed(List<String> published, Consumer<Publication> out, Runnable lose) {
        redis.addAll(published);
        feed = new Feed(
                "log:a",
                this::read,
                new GatewayConfig.History(100, Duration.ofMinutes(1), Duration.ofMinutes(1)),
                new FeedSubscribers() {
                    @Override
                    public void publish(Publication publication, @Nullable Publication before) {
                        out.accept(publication);
                    }

                    @Override
                    public void lose() {
                        lose.run();
                    }

                    @Override
                    public void renew(String epoch) {}
                },
                new FeedEvents(Clock.systemUTC()),
                () -> 0);
        var _ = feed.start();
    }

    /** Lets a read return one publication and say that this is all. */
    public void readPartially() {
        partial = true;
    }

    /** Appends to the history; the publication that Pub/Sub carries. */
    public Publication publish(String data) {
        redis.add(data);
        return publication(redis.size());
    }

    private Publication publication(int offset) {
        return new Publication("log:a", redis.get(offset - 1).getBytes(UTF_8), null, Map.of(), offset);
    }

    /** Pub/Sub delivers. */
    public void deliver(Publication publication) {
        feed.receive(publication, EPOCH);
    }

    /** Compares with Redis, as a feed does that was silent. */
    public void check() {
        var _ = feed.check();
    }

    /** Redis executes the read of a client that recovers from an offset. */
    public CompletionStage<Recovery> execute(long since) {
        recovering = true;
        CompletionStage<Recovery> recovery = feed.recover(new Position(EPOCH, since), 1 << 20);
        recovering = false;
        return recovery;
    }

    /** The answer to that arrives. */
    public void answer() {
        reply.complete(snapshot);
    }

    private CompletionStage<Snapshot> read(
            String channel, GatewayConfig.History history, long since, int maxCount, int maxBytes) {
        List<Publication> behind = new ArrayList<>();
        for (int offset = (int) since + 1; since >= 0 && offset <= redis.size(); offset++) {
            behind.add(publication(offset));
        }
        boolean cut = partial && recovering && behind.size() > 1;
        Snapshot now = new Snapshot(
                Epochs.parse(EPOCH + ":1"), redis.size(), true, cut ? List.copyOf(behind.subList(0, 1)) : behind);
        if (!recovering) {
            return CompletableFuture.completedFuture(now);
        }
        snapshot = now;
        reply = new CompletableFuture<>();
        return reply;
    }
}
