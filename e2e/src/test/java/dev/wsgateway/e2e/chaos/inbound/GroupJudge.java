package dev.wsgateway.e2e.chaos.inbound;

import dev.wsgateway.e2e.chaos.history.Findings;
import dev.wsgateway.e2e.chaos.history.InboundEvent;
import dev.wsgateway.e2e.chaos.history.InboundEvent.Called;
import dev.wsgateway.e2e.chaos.history.InboundEvent.Dead;
import dev.wsgateway.e2e.chaos.history.InboundEvent.Pending;
import dev.wsgateway.e2e.chaos.history.InboundEvent.Result;
import dev.wsgateway.e2e.chaos.history.Message;
import dev.wsgateway.e2e.chaos.history.Violation.Kind;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One consumer group: it must process all that was sent, of each key in order. */
final class GroupJudge {
    private final InboundEvent.Group group;
    private final Sent sent;
    private final FaultTimes faults;
    private final Findings findings;
    /** Messages that are dead letters at the end. */
    private final Set<Long> dead;

    private final Map<Long, Calls> calls = new HashMap<>();
    private final Map<Integer, Ownership> partitions = new HashMap<>();
    private final Map<Long, Called> running = new HashMap<>();
    /** For calls that are running: the first message of the key that should have been processed before. */
    private final Map<Long, Long> overtaken = new HashMap<>();

    private final Map<String, EntryId> reached = new HashMap<>();
    private final Map<String, Integer> returns = new HashMap<>();
    private final Set<Long> buried = new HashSet<>();

    GroupJudge(InboundEvent.Group group, Sent sent, Set<Long> dead, FaultTimes faults, Findings findings) {
        this.group = group;
        this.sent = sent;
        this.dead = dead;
        this.faults = faults;
        this.findings = findings;
    }

    void called(Called call) {
        Message message = call.message();
        if (message == null || !sent.isSent(call.key(), message)) {
            findings.add(
                    Kind.PHANTOM,
                    group.name() + " got " + (message == null ? call.garbage() : message) + " (" + call.entry()
                            + ") of " + call.key() + ", which nobody sent");
            return;
        }
        sent.is(message, call.entry(), group.name() + " got " + call.entry());
        calls(message).called(call);
        running.put(call.call(), call);
        if (group.pushed()) {
            Long missing = firstMissing(call);
            if (missing != null) {
                overtaken.put(call.call(), missing);
            }
        }
    }

    private @Nullable Long firstMissing(Called call) {
        for (long before :
                sent.ofKey(call.key()).headMap(EntryId.parse(call.entry())).values()) {
            Calls ofBefore = calls.get(before);
            if (!dead.contains(before) && (ofBefore == null || !ofBefore.isDone())) {
                return before;
            }
        }
        return null;
    }

    void ended(InboundEvent.Ended event) {
        Called call = running.remove(event.call());
        if (call == null || call.message() == null) {
            return;
        }
        calls(call.message()).ended(call, event.result());
        Long missing = overtaken.remove(event.call());
        if (event.result() == Result.DONE || event.result() == Result.DONE_UNTOLD) {
            if (missing != null) {
                findings.add(
                        Kind.REORDERED,
                        call.message() + " (" + call.entry() + ") of " + call.key() + " was called in " + group.name()
                                + " before " + sent.entries().get(missing) + " was processed");
            } else if (group.pushed()) {
                inOrder(call);
            }
        }
    }

    /** Who begins anew does so from the oldest that is not acknowledged; only a group that was deleted goes back. */
    private void inOrder(Called call) {
        EntryId entry = EntryId.parse(call.entry());
        EntryId before = reached.put(call.key(), entry);
        if (before != null
                && entry.compareTo(before) < 0
                && returns.merge(call.key(), 1, Integer::sum) > faults.flushesUntil(call.at())) {
            findings.add(
                    Kind.REORDERED,
                    call.message() + " (" + entry + ") of " + call.key() + " was processed again in " + group.name()
                            + " behind " + before);
        }
    }

    void pending(Pending event) {
        partitions
                .computeIfAbsent(event.partition(), number -> new Ownership(findings))
                .seen(event);
    }

    void dead(Dead event) {
        Message message = event.message();
        String what = "the dead letter " + (message == null ? "" : message + " ") + "(" + event.entry() + ") of "
                + group.name();
        if (message == null || !sent.entries().containsKey(message.id())) {
            findings.add(Kind.DEAD_LETTER, what + " is nothing that was sent");
            return;
        }
        if (!event.entry().equals(sent.entries().get(message.id()))) {
            findings.add(
                    Kind.DEAD_LETTER, what + " was the entry " + sent.entries().get(message.id()));
        }
        if (event.reason().isBlank()) {
            findings.add(Kind.DEAD_LETTER, what + " has no reason");
        }
        if (event.deliveries() < group.deliveries() && calls(message).last(Result.REJECTED) == null) {
            findings.add(
                    Kind.DEAD_LETTER,
                    what + " was never rejected, and delivered " + event.deliveries() + " times: " + event.reason());
        }
        if (!buried.add(message.id()) && faults.flushesUntil(Long.MAX_VALUE) == 0) {
            findings.add(Kind.DUPLICATED, what + " is there twice");
        }
    }

    void end() {
        sent.entries().forEach((message, entry) -> {
            Calls ofMessage = calls.get(message);
            if (!dead.contains(message) && (ofMessage == null || !ofMessage.isDone())) {
                findings.add(
                        Kind.LOST,
                        group.name() + " never processed message " + message + " (" + entry + "), which "
                                + (sent.isAcknowledged(message) ? "was acknowledged" : "is in the stream"));
            }
        });
    }

    private Calls calls(Message message) {
        return calls.computeIfAbsent(message.id(), id -> new Calls(group, faults, findings));
    }
}
