package dev.wsgateway.e2e.chaos;

import dev.wsgateway.e2e.chaos.history.Event;
import dev.wsgateway.e2e.chaos.history.InboundEvent;
import dev.wsgateway.e2e.chaos.history.Violation;
import dev.wsgateway.e2e.chaos.inbound.TakeOvers;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a run came to.
 *
 * @param published publications, or messages of clients, that were acknowledged
 * @param messages publications that arrived at clients, or messages that backends processed
 * @param stale calls that a backend refused because it knew of a later one
 * @param faults faults that began
 * @param takeOvers milliseconds that partitions of gateways that were killed waited for their next owner
 */
record Report(
        long published, long messages, long stale, long faults, List<Long> takeOvers, List<Violation> violations) {

    static Report of(Suite suite, List<Event> history) {
        return new Report(
                history.stream()
                        .filter(event -> (event instanceof Event.Answered answered && answered.offset() != null)
                                || (event instanceof InboundEvent.Taken taken && taken.entry() != null))
                        .count(),
                history.stream()
                        .filter(event -> event instanceof Event.Delivered
                                || (event instanceof InboundEvent.Ended ended && isDone(ended.result())))
                        .count(),
                history.stream()
                        .filter(event -> event instanceof InboundEvent.Ended ended
                                && ended.result() == InboundEvent.Result.STALE)
                        .count(),
                history.stream()
                        .filter(event -> event instanceof Event.Fault fault
                                && fault.what().contains(" at "))
                        .count(),
                TakeOvers.of(history),
                suite.judge(history));
    }

    private static boolean isDone(InboundEvent.Result result) {
        return result == InboundEvent.Result.DONE || result == InboundEvent.Result.DONE_UNTOLD;
    }

    static Report none() {
        return new Report(0, 0, 0, 0, List.of(), List.of());
    }

    Report and(Report other) {
        return new Report(
                published + other.published,
                messages + other.messages,
                stale + other.stale,
                faults + other.faults,
                both(takeOvers, other.takeOvers),
                both(violations, other.violations));
    }

    private static <T> List<T> both(List<T> one, List<T> other) {
        return Stream.concat(one.stream(), other.stream()).toList();
    }
}
