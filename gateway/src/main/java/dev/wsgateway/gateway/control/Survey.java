package dev.wsgateway.gateway.control;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;

/** A question to all gateways on its way: collects answers until all that are expected have come, or time is up. */
final class Survey {
    private final Set<String> expected;
    private final Set<String> tooMany = new TreeSet<>();
    private final Map<String, Integer> channels = new TreeMap<>();
    private final CompletableFuture<SurveyResult> result = new CompletableFuture<>();

    Survey(Set<String> expected) {
        this.expected = new HashSet<>(expected);
        finishWhenComplete();
    }

    synchronized void add(ControlMessage.ChannelsAnswer answer) {
        expected.remove(answer.node());
        if (answer.channels() == null) {
            tooMany.add(answer.node());
        } else {
            answer.channels().forEach((channel, number) -> channels.merge(channel, number, Integer::sum));
        }
        finishWhenComplete();
    }

    synchronized void finish() {
        result.complete(new SurveyResult(
                Map.copyOf(channels), expected.stream().sorted().toList(), List.copyOf(tooMany)));
    }

    private void finishWhenComplete() {
        if (expected.isEmpty()) {
            finish();
        }
    }

    CompletableFuture<SurveyResult> result() {
        return result;
    }
}
