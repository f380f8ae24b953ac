package dev.wsgateway.e2e.chaos;

import dev.wsgateway.e2e.chaos.history.Event;
import dev.wsgateway.e2e.chaos.history.Violation;
import java.util.List;

/**
 * What a run came to.
 *
 * @param messages publications and their deliveries
 * @param faults faults that began
 */
record Report(long published, long messages, long faults, List<Violation> violations) {

    static Report of(Suite suite, List<Event> history) {
        return new Report(
                history.stream()
                        .filter(event -> event instanceof Event.Answered answered && answered.offset() != null)
                        .count(),
                history.stream()
                        .filter(event -> event instanceof Event.Delivered)
                        .count(),
                history.stream()
                        .filter(event -> event instanceof Event.Fault fault
                                && fault.what().contains(" at "))
                        .count(),
                suite.judge(history));
    }

    static Report none() {
        return new Report(0, 0, 0, List.of());
    }

    Report and(Report other) {
        List<Violation> all = new java.util.ArrayList<>(violations);
        all.addAll(other.violations);
        return new Report(
                published + other.published, messages + other.messages, faults + other.faults, List.copyOf(all));
    }
}
