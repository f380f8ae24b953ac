package dev.wsgateway.e2e.chaos.broadcast;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsgateway.e2e.chaos.history.Event;
import dev.wsgateway.e2e.chaos.history.Event.Promise;
import dev.wsgateway.e2e.chaos.history.Message;
import dev.wsgateway.e2e.chaos.history.Violation;
import dev.wsgateway.e2e.chaos.history.Violation.Kind;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The judge finds each kind of violation when it is planted, and none where there is none. */
class BroadcastJudgeTest {
    private static final String CHANNEL = "log:a";
    private final List<Event> history = new ArrayList<>();

    @ParameterizedTest
    @EnumSource(Promise.class)
    void aClientThatResumesAndHasAllIsFine(Promise promise) {
        begin(promise);
        subscribed(1, false, false, "e1", 0);
        published(1, "e1", 1);
        delivered(1, 1, 1);
        published(2, "e1", 2);
        published(3, "e1", 3);
        subscribed(1, true, true, "e1", 3);
        delivered(1, 2, 2);
        delivered(1, 3, 3);
        kept(1, 2, 3);
        assertThat(judged()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Promise.class)
    void whatNeverArrivesIsLost(Promise promise) {
        begin(promise);
        subscribed(1, false, false, "e1", 0);
        published(1, "e1", 1);
        published(2, "e1", 2);
        delivered(1, 1, 1);
        kept(1, 2);
        assertThat(judged()).containsExactly(Kind.LOST);
    }

    @Test
    void anAcknowledgedPublicationThatRedisNoLongerHasIsLost() {
        begin(Promise.NO_LOSS);
        published(1, "e1", 1);
        published(2, "e1", 2);
        kept(1);
        assertThat(judged()).containsExactly(Kind.LOST);
    }

    @Test
    void inARunThatMayForgetItIsNot() {
        begin(Promise.TOLD);
        published(1, "e1", 1);
        published(2, "e1", 2);
        kept(1);
        assertThat(judged()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Promise.class)
    void theSameTwiceIsADuplicate(Promise promise) {
        begin(promise);
        subscribed(1, false, false, "e1", 0);
        published(1, "e1", 1);
        delivered(1, 1, 1);
        delivered(1, 1, 1);
        kept(1);
        assertThat(judged()).containsExactly(Kind.DUPLICATED);
    }

    @ParameterizedTest
    @EnumSource(Promise.class)
    void twoTriesOfTheSameAreADuplicate(Promise promise) {
        begin(promise);
        subscribed(1, false, false, "e1", 0);
        history.add(new Event.Publishing(0, CHANNEL, new Message(1, 1)));
        history.add(new Event.Publishing(0, CHANNEL, new Message(1, 2)));
        history.add(new Event.Delivered(0, 1, CHANNEL, 1, new Message(1, 1), null));
        history.add(new Event.Delivered(0, 1, CHANNEL, 2, new Message(1, 2), null));
        assertThat(judged()).containsExactly(Kind.DUPLICATED);
    }

    @Test
    void twoAnswersToTheSameAreADuplicate() {
        begin(Promise.NO_LOSS);
        published(1, "e1", 1);
        history.add(new Event.Publishing(0, CHANNEL, new Message(1, 2)));
        history.add(new Event.Answered(0, CHANNEL, new Message(1, 2), 2L, "e1", null));
        assertThat(judged()).containsExactly(Kind.DUPLICATED);
    }

    @ParameterizedTest
    @EnumSource(Promise.class)
    void onePublicationAtTwoOffsetsIsADuplicate(Promise promise) {
        begin(promise);
        subscribed(1, false, false, "e1", 0);
        subscribed(2, false, false, "e1", 1);
        published(1, "e1", 1);
        delivered(1, 1, 1);
        delivered(2, 2, 1);
        assertThat(judged()).containsExactly(Kind.DUPLICATED);
    }

    @ParameterizedTest
    @EnumSource(Promise.class)
    void theOlderBehindTheNewerIsReordered(Promise promise) {
        begin(promise);
        subscribed(1, false, false, "e1", 0);
        published(1, "e1", 1);
        published(2, "e1", 2);
        delivered(1, 2, 2);
        delivered(1, 1, 1);
        kept(1, 2);
        assertThat(judged()).containsExactly(Kind.GAP_NOT_ANNOUNCED, Kind.REORDERED);
    }

    @Test
    void anOffsetBelowOneThatWasAnsweredBeforeIsReordered() {
        begin(Promise.NO_LOSS);
        published(1, "e1", 2);
        published(2, "e1", 1);
        assertThat(judged()).contains(Kind.REORDERED);
    }

    @ParameterizedTest
    @EnumSource(Promise.class)
    void whatNobodyPublishedIsAPhantom(Promise promise) {
        begin(promise);
        subscribed(1, false, false, "e1", 0);
        delivered(1, 1, 7);
        history.add(new Event.Delivered(0, 1, CHANNEL, 2, null, "{}"));
        assertThat(judged()).containsExactly(Kind.PHANTOM, Kind.PHANTOM);
    }

    @ParameterizedTest
    @EnumSource(Promise.class)
    void whatWasPublishedElsewhereIsAPhantom(Promise promise) {
        begin(promise);
        subscribed(1, false, false, "e1", 0);
        history.add(new Event.Publishing(0, "log:b", new Message(1, 1)));
        delivered(1, 1, 1);
        assertThat(judged()).containsExactly(Kind.PHANTOM);
    }

    @ParameterizedTest
    @EnumSource(Promise.class)
    void aHoleIsAGapThatWasNotAnnounced(Promise promise) {
        begin(promise);
        subscribed(1, false, false, "e1", 0);
        published(1, "e1", 1);
        published(2, "e1", 2);
        delivered(1, 2, 2);
        kept(1, 2);
        assertThat(judged()).containsExactly(Kind.GAP_NOT_ANNOUNCED);
    }

    @ParameterizedTest
    @EnumSource(Promise.class)
    void aPartialRecoveryShownAsWholeIsAGapThatWasNotAnnounced(Promise promise) {
        begin(promise);
        subscribed(1, false, false, "e1", 0);
        published(1, "e1", 1);
        published(2, "e1", 2);
        published(3, "e1", 3);
        delivered(1, 1, 1);
        subscribed(1, true, true, "e1", 3);
        delivered(1, 3, 3);
        kept(1, 2, 3);
        assertThat(judged()).containsExactly(Kind.GAP_NOT_ANNOUNCED);
    }

    @Test
    void whoseTailWasForgottenAndGivenOutAgainMustHaveBeenTold() {
        begin(Promise.TOLD);
        subscribed(1, false, false, "e1", 0);
        published(1, "e1", 1);
        delivered(1, 1, 1);
        published(2, "e2", 1);
        published(3, "e2", 2);
        delivered(1, 2, 3);
        kept(2, 3);
        assertThat(judged()).containsOnly(Kind.GAP_NOT_ANNOUNCED);
    }

    @Test
    void whoseTailWasForgottenMustHaveBeenToldEvenWhenTheHistoryIsGoneToo() {
        begin(Promise.TOLD);
        subscribed(1, false, false, "e1", 0);
        subscribed(2, false, false, "e1", 0);
        published(1, "e1", 1);
        delivered(1, 1, 1);
        subscribed(2, true, false, "e2", 0);
        published(2, "e2", 1);
        delivered(2, 1, 2);
        published(3, "e2", 2);
        delivered(2, 2, 3);
        delivered(1, 2, 3);
        subscribed(1, true, false, "e3", 0);
        subscribed(2, true, false, "e3", 0);
        kept();
        assertThat(judged()).containsExactly(Kind.GAP_NOT_ANNOUNCED);
    }

    @Test
    void whoWasToldIsFine() {
        begin(Promise.TOLD);
        subscribed(1, false, false, "e1", 0);
        published(1, "e1", 1);
        delivered(1, 1, 1);
        published(2, "e2", 1);
        subscribed(1, true, false, "e2", 1);
        published(3, "e2", 2);
        delivered(1, 2, 3);
        kept(2, 3);
        assertThat(judged()).isEmpty();
    }

    @Test
    void whoIsAheadOfRedisInTheEndMustHaveBeenTold() {
        begin(Promise.TOLD);
        subscribed(1, false, false, "e1", 0);
        published(1, "e1", 1);
        delivered(1, 1, 1);
        kept();
        assertThat(judged()).containsExactly(Kind.GAP_NOT_ANNOUNCED);
    }

    @Test
    void whoIsAheadAndToldThatNothingIsMissingWasNotTold() {
        begin(Promise.TOLD);
        subscribed(1, false, false, "e1", 0);
        published(1, "e1", 1);
        delivered(1, 1, 1);
        subscribed(1, true, true, "e2", 0);
        assertThat(judged()).containsExactly(Kind.GAP_NOT_ANNOUNCED);
    }

    @Test
    void anAnnouncementWithoutALossIsAViolationWhereNothingMayBeLost() {
        begin(Promise.NO_LOSS);
        subscribed(1, false, false, "e1", 0);
        published(1, "e1", 1);
        delivered(1, 1, 1);
        subscribed(1, true, false, "e2", 1);
        kept(1);
        assertThat(judged()).containsExactly(Kind.GAP_WITHOUT_LOSS);
    }

    @Test
    void aPlaceGivenOutTwiceIsFound() {
        begin(Promise.TOLD);
        published(1, "e1", 1);
        published(2, "e1", 1);
        assertThat(judged()).containsExactly(Kind.GAP_NOT_ANNOUNCED);
    }

    private void begin(Promise promise) {
        history.add(new Event.Begun("broadcast", 1, promise, ""));
    }

    private void published(long id, String epoch, long offset) {
        history.add(new Event.Publishing(0, CHANNEL, new Message(id, 1)));
        history.add(new Event.Answered(0, CHANNEL, new Message(id, 1), offset, epoch, null));
    }

    private void subscribed(int client, boolean recovering, boolean recovered, String epoch, long offset) {
        history.add(new Event.Subscribed(0, client, CHANNEL, recovering, recovered, epoch, offset));
    }

    private void delivered(int client, long offset, long id) {
        history.add(new Event.Delivered(0, client, CHANNEL, offset, new Message(id, 1), null));
    }

    private void kept(long... ids) {
        List<Event.Entry> entries = new ArrayList<>();
        for (long id : ids) {
            entries.add(new Event.Entry(entries.size() + 1L, new Message(id, 1)));
        }
        history.add(new Event.Kept(CHANNEL, "", ids.length, entries));
    }

    private List<Kind> judged() {
        return BroadcastJudge.judge(history).stream().map(Violation::kind).toList();
    }
}
