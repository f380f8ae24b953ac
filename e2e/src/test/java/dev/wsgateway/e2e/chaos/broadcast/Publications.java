package dev.wsgateway.e2e.chaos.broadcast;

import dev.wsgateway.e2e.chaos.history.Event;
import dev.wsgateway.e2e.chaos.history.Event.Promise;
import dev.wsgateway.e2e.chaos.history.Findings;
import dev.wsgateway.e2e.chaos.history.Message;
import dev.wsgateway.e2e.chaos.history.Violation.Kind;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** What was published to one channel, and what was answered. */
final class Publications {
    private record Success(int line, Message message, long offset) {}

    private final String channel;
    private final Promise promise;
    private final Lineage lineage;
    private final Findings findings;
    private final Set<Message> tried = new HashSet<>();
    /** For each id the largest offset that had been answered before it was first tried. */
    private final Map<Long, Long> floors = new HashMap<>();

    private final Map<Long, Success> successes = new HashMap<>();
    private long highest;

    Publications(String channel, Promise promise, Lineage lineage, Findings findings) {
        this.channel = channel;
        this.promise = promise;
        this.lineage = lineage;
        this.findings = findings;
    }

    void publishing(Message message) {
        tried.add(message);
        floors.putIfAbsent(message.id(), highest);
    }

    boolean published(Message message) {
        return tried.contains(message);
    }

    void answered(Event.Answered answer) {
        Long offset = answer.offset();
        if (offset == null) {
            return;
        }
        Message message = answer.message();
        Success before = successes.putIfAbsent(message.id(), new Success(findings.line(), message, offset));
        if (promise == Promise.NO_LOSS && before != null && before.offset() != offset) {
            findings.add(
                    Kind.DUPLICATED,
                    channel + ": " + before.message() + " was published at " + before.offset() + ", " + message
                            + " with the same key at " + offset);
        }
        long floor = floors.getOrDefault(message.id(), 0L);
        if (promise == Promise.NO_LOSS && offset <= floor) {
            findings.add(
                    Kind.REORDERED,
                    channel + ": " + message + " is at " + offset + ", and began after " + floor + " was answered");
        }
        highest = Math.max(highest, offset);
        if (!tried.contains(new Message(message.id(), 2)) && message.attempt() == 1) {
            lineage.answered(Objects.requireNonNull(answer.epoch()), offset, message);
        }
    }

    /** Judges by what Redis has in the end. */
    void ended(Event.Kept kept) {
        for (int i = 1; i < kept.entries().size(); i++) {
            lineage.behind(kept.entries().get(i), kept.entries().get(i - 1).message(), "the history");
        }
        kept.entries().forEach(entry -> lineage.at(entry.offset(), entry.message(), "the history"));
        if (promise == Promise.NO_LOSS) {
            complete(kept);
        }
    }

    private void complete(Event.Kept kept) {
        Map<Long, Long> offsets = new HashMap<>();
        for (Event.Entry entry : kept.entries()) {
            Long twice = offsets.put(entry.message().id(), entry.offset());
            if (twice != null) {
                findings.add(
                        Kind.DUPLICATED,
                        channel + ": the history has " + entry.message() + " at " + twice + " and at "
                                + entry.offset());
            }
        }
        Set<Long> lost = successes.keySet().stream()
                .filter(id -> !offsets.containsKey(id))
                .collect(Collectors.toSet());
        for (Long id : lost) {
            Success success = Objects.requireNonNull(successes.get(id));
            findings.at(success.line());
            findings.add(
                    Kind.LOST,
                    channel + ": " + success.message() + " was answered with " + success.offset()
                            + " and is not in the history");
        }
    }
}
