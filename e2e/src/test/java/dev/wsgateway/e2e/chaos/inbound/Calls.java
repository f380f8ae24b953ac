package dev.wsgateway.e2e.chaos.inbound;

import dev.wsgateway.e2e.chaos.history.Findings;
import dev.wsgateway.e2e.chaos.history.InboundEvent;
import dev.wsgateway.e2e.chaos.history.InboundEvent.Called;
import dev.wsgateway.e2e.chaos.history.InboundEvent.Result;
import dev.wsgateway.e2e.chaos.history.Violation.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The calls for one entry in one group: one at a time, and none behind a success, unless something failed. */
final class Calls {
    private record Name(int attempt, String token) {}

    private final InboundEvent.Group group;
    private final FaultTimes faults;
    private final Findings findings;
    private final Set<Name> names = new HashSet<>();
    private final List<Called> running = new ArrayList<>();
    private final Map<Result, Called> lastBy = new HashMap<>();

    Calls(InboundEvent.Group group, FaultTimes faults, Findings findings) {
        this.group = group;
        this.faults = faults;
        this.findings = findings;
    }

    void called(Called call) {
        if (group.pushed() && !names.add(new Name(call.attempt(), call.token()))) {
            findings.add(
                    Kind.OVERLAPPED,
                    what(call) + " was called twice with attempt " + call.attempt() + " under token " + call.token());
        }
        for (Called other : running) {
            if (!isExcused(other, call)) {
                findings.add(
                        Kind.OVERLAPPED,
                        what(call) + " was called while the call of " + other.at() + " ms was under way for "
                                + (call.at() - other.at()) + " ms, and nothing had failed");
            }
        }
        Called done = lastBy.get(Result.DONE);
        if (done != null && !isExcused(done, call)) {
            findings.add(
                    Kind.REPEATED,
                    what(call) + " was called again " + (call.at() - done.at()) + " ms after the call that succeeded");
        }
        running.add(call);
    }

    /**
     * Who makes the calls may have lost patience, or lost what it knew. Patience begins before the call is seen here, on a
     * loaded machine long before.
     */
    private boolean isExcused(Called before, Called now) {
        return now.at() - before.at() >= group.patienceMillis() / 4 || faults.touch(before.at(), now.at());
    }

    private String what(Called call) {
        return call.message() + " (" + call.entry() + ") of " + call.key() + " in " + group.name();
    }

    void ended(Called call, Result result) {
        running.remove(call);
        lastBy.put(result, call);
    }

    /** The last call that ended so; null where none did. */
    @Nullable
    Called last(Result result) {
        return lastBy.get(result);
    }

    boolean isDone() {
        return lastBy.containsKey(Result.DONE) || lastBy.containsKey(Result.DONE_UNTOLD);
    }
}
