package dev.wsgateway.gateway.history;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import dev.wsgateway.config.GatewayConfig;
import dev.wsgateway.gateway.hub.Publication;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * A feed against a model of Redis, in which everything happens in every order that a seed draws: publications, Pub/Sub
 * that loses and delays, reads that are executed and answered at different moments or fail, a history that is trimmed,
 * and a Redis that forgets the end of what it had and gives the same offsets out again.
 */
class FeedModelTest {
    private static final int SEEDS = 30_000;
    private static final int STEPS = 40;

    @Test
    void aReaderHasEverythingOrIsTold() {
        int losses = 0;
        int filled = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            Model model = new Model(seed, Bug.NONE);
            model.run();
            losses += model.losses;
            filled += (int) model.events.filled();
        }
        assertThat(losses).as("the model must lose now and then").isPositive();
        assertThat(filled).as("the model must leave holes now and then").isPositive();
    }

    /** What rivals do: the epoch is made once and stays when Redis loses the end of what it had. */
    @Test
    void theModelFindsTheHoleThatOneEpochForAllHides() {
        assertThatThrownBy(() -> {
                    for (int seed = 0; seed < SEEDS; seed++) {
                        new Model(seed, Bug.ONE_EPOCH).run();
                    }
                })
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("Redis has");
    }

    /** What this gateway did once: an SDK came back with the epoch of long ago and was refused, though it lacked nothing. */
    @Test
    void theModelFindsAClientThatIsNotToldOfANewEpoch() {
        assertThatThrownBy(() -> {
                    for (int seed = 0; seed < SEEDS; seed++) {
                        new Model(seed, Bug.NO_RENEWAL).run();
                    }
                })
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("in vain");
    }

    /** A mistake that is made on purpose. */
    private enum Bug {
        NONE,
        ONE_EPOCH,
        NO_RENEWAL
    }

    /** A publication under way from Redis to the feed. */
    private record Message(long offset, String epoch, String id) {}

    /** A read that was asked for; the snapshot is there once Redis has executed it. */
    private static final class Read {
        final long since;
        final CompletableFuture<Snapshot> reply = new CompletableFuture<>();

        @Nullable
        Snapshot snapshot;

        @Nullable
        String topId;

        Read(long since) {
            this.since = since;
        }
    }

    private static final class Model {
        private final int seed;
        private final boolean oneEpoch;
        private final boolean noRenewal;
        private final Random random;
        private final List<String> trace = new ArrayList<>();
        private final FeedEvents events = new FeedEvents(Clock.systemUTC());
        private final Feed feed;

        // Redis: ids.get(n) is what it has at offset n + 1.
        private List<String> ids = new ArrayList<>();
        private List<Epochs.Epoch> epochs = new ArrayList<>(List.of(new Epochs.Epoch("e0", 1)));
        private boolean newReplicationId;
        private long trimmed;
        private int named;

        private final Deque<Message> pubSub = new ArrayDeque<>();
        private final List<Read> reads = new ArrayList<>();
        private Read answering = new Read(-1);

        // The reader: where it began, and what it got since; anew after it was told of a loss.
        private final List<String> got = new ArrayList<>();
        private long start = -1;
        private @Nullable String startId;
        /** The epoch that it was told last, as an SDK keeps it. */
        private String knownEpoch = "";

        private int losses;

        Model(int seed, Bug bug) {
            this.seed = seed;
            this.oneEpoch = bug == Bug.ONE_EPOCH;
            this.noRenewal = bug == Bug.NO_RENEWAL;
            this.random = new Random(seed);
            feed = new Feed(
                    "log:a",
                    this::read,
                    new GatewayConfig.History(100, Duration.ofMinutes(1), Duration.ofMinutes(1)),
                    new FeedSubscribers() {
                        @Override
                        public void publish(Publication publication, @Nullable Publication before) {
                            receive(publication);
                        }

                        @Override
                        public void lose() {
                            told();
                        }

                        @Override
                        public void renew(String epoch) {
                            trace.add("told of epoch " + epoch);
                            knownEpoch = noRenewal ? knownEpoch : epoch;
                        }
                    },
                    events,
                    () -> 0);
        }

        void run() {
            var _ = feed.start();
            for (int i = 0; i < STEPS; i++) {
                step(random.nextInt(100));
            }
            settle();
            judge();
            comeBack();
        }

        private void step(int draw) {
            if (draw < 35) {
                publish();
            } else if (draw < 60) {
                deliver();
            } else if (draw < 75) {
                execute();
            } else if (draw < 88) {
                answer();
            } else if (draw < 91) {
                failRead();
            } else if (draw < 94) {
                loseLink();
            } else if (draw < 96) {
                forget();
            } else if (draw < 97) {
                trimmed = ids.size();
                trace.add("trim");
            } else {
                var _ = feed.check();
            }
        }

        private void publish() {
            long offset = ids.size() + 1L;
            if (newReplicationId && !oneEpoch) {
                newReplicationId = false;
                named++;
                epochs.add(new Epochs.Epoch("e" + named, offset));
            }
            String id = "p" + trace.size();
            ids.add(id);
            pubSub.add(new Message(offset, epochs.getLast().name(), id));
            trace.add("publish " + offset + "=" + id);
        }

        private void deliver() {
            Message message = pubSub.poll();
            if (message != null) {
                trace.add("deliver " + message);
                feed.receive(publication(message.offset(), message.id()), message.epoch());
            }
        }

        private CompletionStage<Snapshot> read(
                String channel, GatewayConfig.History history, long since, int maxCount, int maxBytes) {
            Read read = new Read(since);
            reads.add(read);
            trace.add("read since " + since);
            return read.reply;
        }

        private void execute() {
            reads.stream().filter(read -> read.snapshot == null).findFirst().ifPresent(read -> {
                read.snapshot = snapshot(read.since);
                read.topId = ids.isEmpty() ? null : ids.getLast();
                trace.add("executed: " + read.snapshot.position());
            });
        }

        private Snapshot snapshot(long since) {
            List<Publication> behind = new ArrayList<>();
            boolean complete = since < 0 || since >= trimmed || since >= ids.size();
            if (complete && since >= 0) {
                for (long offset = since + 1; offset <= ids.size(); offset++) {
                    behind.add(publication(offset, ids.get((int) offset - 1)));
                }
            }
            return new Snapshot(new Epochs(epochs), ids.size(), complete, behind);
        }

        private void answer() {
            Read read = reads.isEmpty() ? null : reads.getFirst();
            if (read != null && read.snapshot != null) {
                reads.removeFirst();
                trace.add("answered");
                answering = read;
                // The reader's first position is the one that the feed learns first.
                if (start < 0) {
                    restart(read);
                }
                read.reply.complete(read.snapshot);
            }
        }

        private void restart(Read read) {
            start = read.snapshot == null ? 0 : read.snapshot.top();
            startId = read.topId;
            knownEpoch = read.snapshot == null ? "" : read.snapshot.position().epoch();
            got.clear();
        }

        private void failRead() {
            if (!reads.isEmpty() && start >= 0) {
                trace.add("read fails");
                reads.removeFirst().reply.completeExceptionally(new IllegalStateException("away"));
            }
        }

        private void loseLink() {
            pubSub.clear();
            trace.add("link lost");
            // When it is back, the gateway subscribes again and compares.
            var _ = feed.check();
        }

        private void forget() {
            int kept = ids.isEmpty() ? 0 : random.nextInt(ids.size() + 1);
            ids = new ArrayList<>(ids.subList(0, kept));
            epochs = new ArrayList<>(
                    epochs.stream().filter(epoch -> epoch.first() <= kept).toList());
            newReplicationId = true;
            if (epochs.isEmpty() && oneEpoch) {
                epochs.add(new Epochs.Epoch("e0", 1));
            } else if (epochs.isEmpty()) {
                // Nothing is left of the channel: it begins anew when it is next read or published to.
                named++;
                epochs.add(new Epochs.Epoch("e" + named, 1));
                newReplicationId = false;
            }
            trace.add("Redis keeps " + kept);
        }

        private void receive(Publication publication) {
            String id = new String(publication.data(), UTF_8);
            if (publication.offset() != start + got.size() + 1) {
                report("offset " + publication.offset() + " is not the next one behind " + (start + got.size()));
            }
            got.add(id);
        }

        private void told() {
            losses++;
            trace.add("told of a loss");
            restart(answering);
        }

        /** All that is under way arrives, and the feed compares until nothing changes. */
        private void settle() {
            for (int i = 0; i < 5; i++) {
                while (!pubSub.isEmpty() || !reads.isEmpty()) {
                    execute();
                    answer();
                    deliver();
                }
                var _ = feed.check();
            }
            while (!reads.isEmpty()) {
                execute();
                answer();
            }
        }

        private void judge() {
            List<String> has = new ArrayList<>(ids.subList((int) Math.min(start, ids.size()), ids.size()));
            if (start < 0 || start + got.size() != ids.size() || !got.equals(has)) {
                report("has " + got + " behind " + start + ", Redis has " + has);
            }
            if (startId != null && !ids.get((int) start - 1).equals(startId)) {
                report("began at " + startId + ", which Redis has given up for " + ids.get((int) start - 1));
            }
        }

        /** A reader that has all that Redis has and comes back must not be told that it lacks something. */
        private void comeBack() {
            Recovery recovery = finished(feed.recover(new Position(knownEpoch, start + got.size()), 1 << 20));
            if (!recovery.recovered()) {
                report("has all, and comes back from epoch " + knownEpoch + " to " + epochs + " in vain");
            }
        }

        private <T> T finished(CompletionStage<T> stage) {
            while (!reads.isEmpty()) {
                execute();
                answer();
            }
            return stage.toCompletableFuture().join();
        }

        private void report(String what) {
            fail("seed " + seed + ": " + what + "\n" + String.join("\n", trace));
        }

        private static Publication publication(long offset, String id) {
            return new Publication("log:a", id.getBytes(UTF_8), null, Map.of(), offset);
        }
    }
}
