package dev.wsgateway.e2e.chaos.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsgateway.e2e.chaos.history.Event;
import dev.wsgateway.e2e.chaos.history.Event.Promise;
import dev.wsgateway.e2e.chaos.history.InboundEvent;
import dev.wsgateway.e2e.chaos.history.InboundEvent.Claim;
import dev.wsgateway.e2e.chaos.history.InboundEvent.Result;
import dev.wsgateway.e2e.chaos.history.Message;
import dev.wsgateway.e2e.chaos.history.Violation;
import dev.wsgateway.e2e.chaos.history.Violation.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The judge finds each kind of violation when it is planted, and none where there is none. */
class InboundJudgeTest {
    private static final String KEY = "user-1";
    private static final String PUSHED = "pushed";
    private static final String PULLED = "pulled";
    private static final int PATIENCE = 1_000;

    private final List<Event> history = new ArrayList<>(List.of(
            new Event.Begun("inbound", 1, Promise.NO_LOSS, ""),
            new InboundEvent.Group(PUSHED, true, PATIENCE, 3),
            new InboundEvent.Group(PULLED, false, PATIENCE, 0)));

    private long at = 100;
    private long call;

    @Test
    void whatEachGroupProcessesInOrderIsFine() {
        sent(1);
        sent(2);
        done(PUSHED, 1, 1);
        done(PULLED, 2, 1);
        done(PUSHED, 2, 1);
        done(PULLED, 1, 1);
        assertThat(judged()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {PUSHED, PULLED})
    void whatOneGroupNeverProcessesIsLost(String group) {
        sent(1);
        sent(2);
        done(PUSHED, 1, 1);
        done(PULLED, 1, 1);
        done(group.equals(PUSHED) ? PULLED : PUSHED, 2, 1);
        assertThat(judged()).containsExactly(Kind.LOST);
    }

    @ParameterizedTest
    @EnumSource(
            value = Result.class,
            names = {"FAILED", "REJECTED", "STALE"})
    void whatWasOnlyTriedIsLost(Result result) {
        sent(1);
        done(PULLED, 1, 1);
        ended(PUSHED, 1, 1, result);
        assertThat(judged()).containsExactly(Kind.LOST);
    }

    @Test
    void whatHadNoAnswerMayBeMissingButNotInOneGroupOnly() {
        history.add(new InboundEvent.Sending(at, KEY, message(1)));
        history.add(new InboundEvent.Taken(at, KEY, message(1), null, "none"));
        assertThat(judged()).isEmpty();
        done(PULLED, 1, 1);
        assertThat(judged()).containsExactly(Kind.LOST);
    }

    @Test
    void twoEntriesForOneMessageAreADuplicate() {
        sent(1);
        history.add(new InboundEvent.Sending(at, KEY, new Message(1, 2)));
        history.add(new InboundEvent.Taken(at, KEY, new Message(1, 2), entry(5), null));
        doneByAll(1);
        assertThat(judged()).containsExactly(Kind.DUPLICATED);
    }

    @Test
    void aRepeatUnderAnotherIdIsADuplicate() {
        sent(1);
        doneByAll(1);
        call(PULLED, 2, entry(7), KEY, message(1));
        assertThat(judged()).contains(Kind.DUPLICATED);
    }

    @Test
    void anEntryBeforeOneThatWasAnsweredBeforeItWasSentIsReordered() {
        sent(2);
        sent(1);
        doneByAll(1);
        doneByAll(2);
        assertThat(judged()).containsExactly(Kind.REORDERED);
    }

    @Test
    void aMessageThatIsCalledBeforeTheOneBeforeItIsReorderedWherePushed() {
        sent(1);
        sent(2);
        doneByAll(2);
        doneByAll(1);
        assertThat(judged()).containsExactly(Kind.REORDERED);
    }

    @Test
    void aMessageThatIsCalledWhileTheOneBeforeItIsUnderWayIsReordered() {
        sent(1);
        sent(2);
        done(PULLED, 1, 1);
        done(PULLED, 2, 1);
        long first = call(PUSHED, 1, 1);
        long second = call(PUSHED, 2, 1);
        end(first, Result.DONE);
        end(second, Result.DONE);
        assertThat(judged()).containsExactly(Kind.REORDERED);
    }

    @Test
    void anotherKeysMessageNeedNotWait() {
        sent(1);
        history.add(new InboundEvent.Sending(at, "other", message(2)));
        history.add(new InboundEvent.Taken(at, "other", message(2), entry(2), null));
        long first = call(PUSHED, 1, 1);
        end(call(PUSHED, 1, entry(2), "other", message(2)), Result.DONE);
        end(first, Result.DONE);
        done(PULLED, 1, 1);
        end(call(PULLED, 1, entry(2), "other", message(2)), Result.DONE);
        assertThat(judged()).isEmpty();
    }

    @Test
    void aStaleCallThatIsRefusedIsNotOutOfOrder() {
        sent(1);
        sent(2);
        ended(PUSHED, 2, 1, Result.STALE);
        doneByAll(1);
        done(PULLED, 2, 1);
        done(PUSHED, 2, 2);
        assertThat(judged()).isEmpty();
    }

    @Test
    void theOlderAgainBehindTheNewerIsReorderedEvenAfterAFault() {
        sent(1);
        sent(2);
        doneByAll(1);
        doneByAll(2);
        fault("KILL_GATEWAY");
        done(PUSHED, 1, 2);
        assertThat(judged()).containsExactly(Kind.REORDERED);
    }

    @Test
    void onlyAGroupThatWasDeletedBeginsAnew() {
        sent(1);
        sent(2);
        doneByAll(1);
        doneByAll(2);
        fault("FLUSH_GROUP");
        done(PUSHED, 1, 2);
        done(PUSHED, 2, 2);
        assertThat(judged()).isEmpty();
        done(PUSHED, 1, 3);
        assertThat(judged()).containsExactly(Kind.REORDERED);
    }

    @ParameterizedTest
    @ValueSource(strings = {PUSHED, PULLED})
    void aRepeatWithoutAFaultIsAViolation(String group) {
        sent(1);
        doneByAll(1);
        done(group, 1, 2);
        assertThat(judged()).containsExactly(Kind.REPEATED);
    }

    @ParameterizedTest
    @CsvSource({
        "pushed,KILL_GATEWAY",
        "pushed,PROMOTE",
        "pushed,BACKEND_AWAY",
        "pulled,PROMOTE",
        "pulled,PAUSE_CONSUMERS"
    })
    void afterAFaultItIsNot(String group, String fault) {
        sent(1);
        doneByAll(1);
        fault(fault);
        done(group, 1, 2);
        assertThat(judged()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"pushed,CUT_CLIENT_LINK", "pushed,KILL_CONSUMERS", "pulled,KILL_GATEWAY", "pulled,BACKEND_AWAY"})
    void afterAFaultThatHasNothingToDoWithItItIs(String group, String fault) {
        sent(1);
        doneByAll(1);
        fault(fault);
        done(group, 1, 2);
        assertThat(judged()).containsExactly(Kind.REPEATED);
    }

    @Test
    void aRepeatOfWhatWasNotAnsweredIsFine() {
        sent(1);
        done(PULLED, 1, 1);
        ended(PUSHED, 1, 1, Result.DONE_UNTOLD);
        done(PUSHED, 1, 2);
        assertThat(judged()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {PUSHED, PULLED})
    void twoCallsForOneEntryAtATimeOverlap(String group) {
        sent(1);
        doneByAll(1);
        sent(2);
        done(group.equals(PUSHED) ? PULLED : PUSHED, 2, 1);
        long first = call(group, 2, 1);
        at += PATIENCE / 5;
        end(call(group, 2, 2), Result.DONE);
        end(first, Result.STALE);
        assertThat(judged()).containsExactly(Kind.OVERLAPPED);
    }

    @Test
    void afterATimeOutTheyMay() {
        sent(1);
        done(PULLED, 1, 1);
        long first = call(PUSHED, 1, 1);
        at += PATIENCE;
        end(call(PUSHED, 1, 2), Result.DONE);
        end(first, Result.STALE);
        assertThat(judged()).isEmpty();
    }

    @Test
    void butNotUnderTheSameAttemptAndToken() {
        sent(1);
        done(PULLED, 1, 1);
        long first = call(PUSHED, 1, 1);
        at += PATIENCE;
        end(call(PUSHED, 1, 1), Result.DONE);
        end(first, Result.STALE);
        assertThat(judged()).containsExactly(Kind.OVERLAPPED);
    }

    @Test
    void whatNobodySentIsAPhantom() {
        sent(1);
        doneByAll(1);
        call(PUSHED, 2, 1);
        call(PULLED, 1, entry(3), "another", message(1));
        history.add(new InboundEvent.Called(at, ++call, PUSHED, 0, entry(4), KEY, null, "{}", 1, "1"));
        assertThat(judged()).contains(Kind.PHANTOM, Kind.PHANTOM, Kind.PHANTOM).hasSizeLessThan(7);
    }

    @Test
    void underOneTokenOnlyItsOwnerTakesEntries() {
        pending("gateway-0", "7", "1 gateway-0");
        pending("gateway-1", "8", "1 gateway-0");
        pending("gateway-1", "8", "1 gateway-1", "2 gateway-1");
        pending("gateway-1", "8", "2 gateway-1");
        pending("", "8", "2 gateway-1", "3 gateway-1");
        assertThat(judged()).isEmpty();
        pending("gateway-1", "8", "2 gateway-0");
        assertThat(judged()).containsExactly(Kind.TWO_OWNERS);
        pending("gateway-1", "8", "2 gateway-0", "4 gateway-0");
        assertThat(judged()).containsExactly(Kind.TWO_OWNERS, Kind.TWO_OWNERS);
    }

    @Test
    void anEntryIsPendingWithOneConsumer() {
        pending("", "", "1 consumer-0", "1 consumer-1");
        assertThat(judged()).containsExactly(Kind.TWO_OWNERS);
    }

    @Test
    void aDeadLetterIsNotLost() {
        sent(1);
        sent(2);
        done(PULLED, 1, 1);
        done(PULLED, 2, 1);
        ended(PUSHED, 1, 1, Result.REJECTED);
        done(PUSHED, 2, 1);
        dead(1, entry(1), 1, "HTTP 422");
        assertThat(judged()).isEmpty();
    }

    @Test
    void aDeadLetterOfAllDeliveriesIsFine() {
        sent(1);
        done(PULLED, 1, 1);
        dead(1, entry(1), 3, "HTTP 500");
        assertThat(judged()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"1, 3, ''", "1, 2, HTTP 500", "2, 3, HTTP 500"})
    void aDeadLetterWithoutAReasonOrACauseOrUnderAnotherIdIsAViolation(int entry, int deliveries, String reason) {
        sent(1);
        done(PULLED, 1, 1);
        dead(1, entry(entry), deliveries, reason);
        assertThat(judged()).containsExactly(Kind.DEAD_LETTER);
    }

    @Test
    void aDeadLetterThatNobodySentIsAViolation() {
        dead(1, entry(1), 3, "HTTP 500");
        assertThat(judged()).containsExactly(Kind.DEAD_LETTER);
    }

    @Test
    void aDeadLetterThatIsThereTwiceIsADuplicate() {
        sent(1);
        done(PULLED, 1, 1);
        dead(1, entry(1), 3, "HTTP 500");
        dead(1, entry(1), 3, "HTTP 500");
        assertThat(judged()).containsExactly(Kind.DUPLICATED);
    }

    private static Message message(long id) {
        return new Message(id, 1);
    }

    private static String entry(long number) {
        return "1700000000000-" + number;
    }

    private void sent(long id) {
        history.add(new InboundEvent.Sending(at, KEY, message(id)));
        history.add(new InboundEvent.Taken(at, KEY, message(id), entry(id), null));
    }

    private long call(String group, long id, int attempt) {
        return call(group, attempt, entry(id), KEY, message(id));
    }

    private long call(String group, int attempt, String entry, String key, Message message) {
        history.add(new InboundEvent.Called(at, ++call, group, 0, entry, key, message, null, attempt, "1"));
        return call;
    }

    private void end(long number, Result result) {
        history.add(new InboundEvent.Ended(at, number, result));
    }

    private void ended(String group, long id, int attempt, Result result) {
        end(call(group, id, attempt), result);
        at++;
    }

    private void done(String group, long id, int attempt) {
        ended(group, id, attempt, Result.DONE);
    }

    private void doneByAll(long id) {
        done(PUSHED, id, 1);
        done(PULLED, id, 1);
    }

    private void fault(String kind) {
        history.add(new Event.Fault(at, kind + " at 1 for 1 ms, on 0, 0"));
        history.add(new Event.Fault(at, "over: " + kind));
    }

    private void pending(String owner, String token, String... claims) {
        history.add(new InboundEvent.Pending(
                at,
                PUSHED,
                0,
                owner,
                token,
                Arrays.stream(claims)
                        .map(claim -> new Claim(claim.substring(0, 1), claim.substring(2)))
                        .toList()));
    }

    private void dead(long id, String entry, int deliveries, String reason) {
        history.add(new InboundEvent.Dead(PUSHED, 0, entry, message(id), deliveries, reason));
    }

    private List<Kind> judged() {
        return InboundJudge.judge(history).stream().map(Violation::kind).toList();
    }
}
