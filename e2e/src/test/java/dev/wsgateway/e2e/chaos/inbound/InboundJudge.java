package dev.wsgateway.e2e.chaos.inbound;

import dev.wsgateway.e2e.chaos.faults.Fault.Track;
import dev.wsgateway.e2e.chaos.history.Event;
import dev.wsgateway.e2e.chaos.history.Findings;
import dev.wsgateway.e2e.chaos.history.InboundEvent;
import dev.wsgateway.e2e.chaos.history.Violation;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** Judges a history: the same events always lead to the same violations. */
public final class InboundJudge {
    private final Findings findings = new Findings();
    private final Sent sent;
    private final Map<String, GroupJudge> groups = new LinkedHashMap<>();

    private InboundJudge(List<Event> history) {
        sent = new Sent(history, findings);
        for (Event event : history) {
            if (event instanceof InboundEvent.Group group) {
                groups.put(
                        group.name(),
                        new GroupJudge(group, sent, dead(history, group.name()), faults(history, group), findings));
            }
        }
    }

    private static FaultTimes faults(List<Event> history, InboundEvent.Group group) {
        return new FaultTimes(
                history,
                group.pushed()
                        ? EnumSet.complementOf(EnumSet.of(Track.CLIENT_LINKS, Track.CLIENTS, Track.CONSUMERS))
                        : EnumSet.of(Track.REDIS, Track.CLOCK, Track.GROUPS, Track.CONSUMERS));
    }

    private static Set<Long> dead(List<Event> history, String group) {
        return history.stream()
                .filter(event ->
                        event instanceof InboundEvent.Dead dead && dead.group().equals(group) && dead.message() != null)
                .map(event -> Objects.requireNonNull(((InboundEvent.Dead) event).message())
                        .id())
                .collect(Collectors.toSet());
    }

    /**
     * All violations, in the order in which they show.
     *
     * @throws IllegalArgumentException when it does not begin as a history does
     */
    public static List<Violation> judge(List<Event> history) {
        if (history.isEmpty() || !(history.getFirst() instanceof Event.Begun)) {
            throw new IllegalArgumentException("the first event is not 'begun'");
        }
        InboundJudge judge = new InboundJudge(history);
        for (int i = 0; i < history.size(); i++) {
            judge.findings.at(i + 1);
            if (history.get(i) instanceof InboundEvent event) {
                judge.take(event);
            }
        }
        judge.groups.values().forEach(GroupJudge::end);
        return judge.findings.all();
    }

    private void take(InboundEvent event) {
        switch (event) {
            case InboundEvent.Group _ -> {}
            case InboundEvent.Sending sending -> sent.sending(sending);
            case InboundEvent.Taken taken -> sent.taken(taken);
            case InboundEvent.Called called -> group(called.group()).called(called);
            case InboundEvent.Ended ended -> groups.values().forEach(group -> group.ended(ended));
            case InboundEvent.Pending pending -> group(pending.group()).pending(pending);
            case InboundEvent.Dead dead -> group(dead.group()).dead(dead);
        }
    }

    private GroupJudge group(String name) {
        GroupJudge group = groups.get(name);
        if (group == null) {
            throw new IllegalArgumentException("line " + findings.line() + ": no group '" + name + "' was begun");
        }
        return group;
    }
}
