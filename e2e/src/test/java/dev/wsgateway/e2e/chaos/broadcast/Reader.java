package dev.wsgateway.e2e.chaos.broadcast;

import dev.wsgateway.e2e.chaos.history.Event;
import dev.wsgateway.e2e.chaos.history.Event.Promise;
import dev.wsgateway.e2e.chaos.history.Findings;
import dev.wsgateway.e2e.chaos.history.Message;
import dev.wsgateway.e2e.chaos.history.Violation.Kind;
import java.util.HashSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One client in one channel. From one announced gap to the next it must get every publication once, in order. */
final class Reader {
    private final String who;
    private final Promise promise;
    private final Lineage lineage;
    private final Findings findings;
    /** What it got since it was last told of a gap. */
    private final NavigableMap<Long, Message> got = new TreeMap<>();

    private final Set<Long> ids = new HashSet<>();
    private boolean begun;
    private long last;
    private int line;

    Reader(String who, Promise promise, Lineage lineage, Findings findings) {
        this.who = who;
        this.promise = promise;
        this.lineage = lineage;
        this.findings = findings;
    }

    void subscribed(Event.Subscribed event) {
        line = findings.line();
        if (begun && event.recovered()) {
            if (event.offset() < last) {
                findings.add(
                        Kind.GAP_NOT_ANNOUNCED,
                        who + " had everything up to " + last + ", and was told that nothing is missing up to "
                                + event.offset());
            }
            return;
        }
        if (begun && promise == Promise.NO_LOSS) {
            findings.add(
                    Kind.GAP_WITHOUT_LOSS,
                    who + " was told that it lacks something behind " + last + ", of epoch " + event.epoch() + " up to "
                            + event.offset());
        }
        if (promise == Promise.TOLD) {
            ids.clear();
        }
        begun = true;
        got.clear();
        last = event.offset();
    }

    void delivered(long offset, Message message) {
        line = findings.line();
        boolean repeated = !ids.add(message.id());
        if (repeated) {
            findings.add(Kind.DUPLICATED, who + " got " + message + " (" + offset + ") again");
        } else if (offset <= last) {
            findings.add(Kind.REORDERED, who + " got " + message + " (" + offset + ") behind " + last);
        } else if (offset > last + 1) {
            findings.add(Kind.GAP_NOT_ANNOUNCED, who + " got " + message + " (" + offset + ") directly behind " + last);
        } else {
            lineage.at(offset, message, who);
            Message before = got.get(last);
            if (before != null) {
                lineage.behind(new Event.Entry(offset, message), before, who);
            }
        }
        got.put(offset, message);
        last = Math.max(last, offset);
    }

    /** Judges it by what Redis has in the end. */
    void ended(Event.Kept kept) {
        findings.at(line);
        Map<Long, Message> has =
                kept.entries().stream().collect(Collectors.toMap(Event.Entry::offset, Event.Entry::message));
        got.forEach((offset, message) -> {
            @Nullable Message now = has.get(offset);
            if (now != null && !now.equals(message)) {
                findings.add(
                        Kind.GAP_NOT_ANNOUNCED,
                        who + " has " + message + " at " + offset + ", where Redis has " + now + ", and was not told");
            }
        });
        if (last < kept.top()) {
            findings.add(
                    Kind.LOST,
                    who + " got nothing behind " + last + ", first " + has.get(last + 1) + "; Redis is at "
                            + kept.top());
        } else if (last > kept.top()) {
            findings.add(
                    Kind.GAP_NOT_ANNOUNCED,
                    who + " has everything up to " + last + ", and was not told that Redis is back at " + kept.top());
        }
    }
}
