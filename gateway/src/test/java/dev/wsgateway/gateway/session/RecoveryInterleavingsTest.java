package dev.wsgateway.gateway.session;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wsgateway.gateway.history.ModelFeed;
import dev.wsgateway.gateway.history.Recovery;
import dev.wsgateway.gateway.hub.Publication;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A client that recovers while publications arrive and one of them is lost on its way, in every order that there is; with
 * the real gate and feed, as {@link Subscriptions} use them. Mistakes that others have made are put in one by one: each
 * must show in at least one order.
 */
class RecoveryInterleavingsTest {
    private static final int PUBLISHED_BEFORE = 3;
    private static final int PUBLISHED = 6;
    private static final long HAS = 1;

    enum Mistake {
        NONE,
        /** The history is read before the socket is where live publications go. */
        READ_BEFORE_JOINING,
        /** Live publications go out while the client waits for what it missed. */
        LIVE_BEFORE_REPLAY,
        /** What waited is let out without comparing it with what was replayed. */
        REPLAYED_AGAIN,
        /** Live publications go to the socket whatever is missing before them. */
        GAP_NOT_FILLED,
        /** Only a part of what was missed is replayed, and shown as all of it. */
        PARTIAL_AS_WHOLE,
        /** More waits than may, and the client is not told. */
        OVERFLOW_NOT_TOLD
    }

    private enum Step {
        PUBLISH,
        DELIVER,
        LOSE,
        CLIENT
    }

    @Test
    void aClientThatRecoversHasAllInOrderOrIsTold() {
        assertThat(all(Mistake.NONE)).isGreaterThan(1000);
    }

    @ParameterizedTest
    @EnumSource(value = Mistake.class, mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void eachMistakeShows(Mistake mistake) {
        assertThatThrownBy(() -> all(mistake)).isInstanceOf(AssertionError.class);
    }

    /** Goes through all orders, depth first: each run takes the steps of the one before up to the last that has a sibling. */
    private static int all(Mistake mistake) {
        int runs = 0;
        List<Integer> choices = new ArrayList<>();
        while (true) {
            List<Integer> widths = new ArrayList<>();
            new Run(mistake).play(choices, widths);
            runs++;
            int last = widths.size() - 1;
            while (choices.size() <= last) {
                choices.add(0);
            }
            while (last >= 0 && choices.get(last) + 1 >= widths.get(last)) {
                choices.removeLast();
                last--;
            }
            if (last < 0) {
                return runs;
            }
            choices.set(last, choices.get(last) + 1);
        }
    }

    private static final class Run {
        private final Mistake mistake;
        private final ModelFeed feed;
        private final Deque<Publication> pubSub = new ArrayDeque<>();
        private final List<Step> trace = new ArrayList<>();
        private final Gate gate;
        private final List<String> got = new ArrayList<>();
        private int published = PUBLISHED_BEFORE;
        private boolean lost;
        private int clientSteps;
        private boolean joined;
        private boolean answered;
        private boolean told;
        private @Nullable CompletionStage<Recovery> recovery;

        Run(Mistake mistake) {
            this.mistake = mistake;
            gate = new Gate(mistake == Mistake.OVERFLOW_NOT_TOLD ? 1 : 1 << 20);
            feed = new ModelFeed(
                    IntStream.rangeClosed(1, PUBLISHED_BEFORE)
                            .mapToObj(Integer::toString)
                            .toList(),
                    this::live,
                    gate::lose);
            if (mistake == Mistake.PARTIAL_AS_WHOLE) {
                feed.readPartially();
            }
        }

        void play(List<Integer> choices, List<Integer> widths) {
            for (List<Step> enabled = enabled(); !enabled.isEmpty(); enabled = enabled()) {
                int depth = widths.size();
                widths.add(enabled.size());
                Step step = enabled.get(depth < choices.size() ? choices.get(depth) : 0);
                trace.add(step);
                take(step);
            }
            feed.check();
            judge();
        }

        private List<Step> enabled() {
            List<Step> enabled = new ArrayList<>();
            if (published < PUBLISHED) {
                enabled.add(Step.PUBLISH);
            }
            if (!pubSub.isEmpty()) {
                enabled.add(Step.DELIVER);
                if (!lost) {
                    enabled.add(Step.LOSE);
                }
            }
            if (clientSteps < 3) {
                enabled.add(Step.CLIENT);
            }
            return enabled;
        }

        private void take(Step step) {
            switch (step) {
                case PUBLISH -> {
                    published++;
                    pubSub.add(feed.publish(Integer.toString(published)));
                }
                case DELIVER -> deliver(pubSub.remove());
                case LOSE -> {
                    lost = true;
                    pubSub.remove();
                }
                case CLIENT -> client();
            }
        }

        private void deliver(Publication publication) {
            if (mistake == Mistake.GAP_NOT_FILLED) {
                live(publication);
            } else {
                feed.deliver(publication);
            }
        }

        private void client() {
            boolean joinFirst = mistake != Mistake.READ_BEFORE_JOINING;
            switch (clientSteps++) {
                case 0 -> joinOrRead(joinFirst);
                case 1 -> joinOrRead(!joinFirst);
                default -> {
                    feed.answer();
                    if (recovery != null) {
                        replay(recovery.toCompletableFuture().join());
                    }
                }
            }
        }

        private void joinOrRead(boolean join) {
            if (join) {
                joined = true;
            } else {
                recovery = feed.execute(HAS);
            }
        }

        private void replay(Recovery all) {
            assertThat(all.recovered()).isTrue();
            all.publications().forEach(publication -> got.add(new String(publication.data(), UTF_8)));
            answered = true;
            if (gate.lost()) {
                told = mistake != Mistake.OVERFLOW_NOT_TOLD;
            }
            gate.open(
                    mistake == Mistake.REPLAYED_AGAIN ? 0 : all.position().offset(),
                    (publication, frame) -> write(frame));
        }

        private void live(Publication publication) {
            ByteBuf frame = Unpooled.wrappedBuffer(publication.data());
            if (!joined || told) {
                return;
            }
            if (mistake == Mistake.LIVE_BEFORE_REPLAY && !answered) {
                write(frame);
            } else if (gate.passes(publication, frame)) {
                write(frame);
            }
        }

        private void write(ByteBuf frame) {
            got.add(frame.toString(UTF_8));
        }

        private void judge() {
            List<String> all = IntStream.rangeClosed((int) HAS + 1, PUBLISHED)
                    .mapToObj(Integer::toString)
                    .toList();
            assertThat(told ? all.subList(0, Math.min(got.size(), all.size())) : all)
                    .as("%s", trace)
                    .isEqualTo(got);
        }
    }
}
