package dev.wsgateway.operator.status;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** What a condition is to say, before it knows since when. */
record Verdict(ConditionType type, boolean status, Reason reason, String message) {

    /** The longest message that the Kubernetes API conventions allow. */
    private static final int MAX_MESSAGE = 32768;

    /** The condition; its time stays that of the previous one of the same status. */
    Condition since(List<Condition> previous, long generation, Clock clock) {
        String word = status ? "True" : "False";
        String time = previous.stream()
                .filter(condition -> condition.getType().equals(type.text())
                        && condition.getStatus().equals(word))
                .map(Condition::getLastTransitionTime)
                .findFirst()
                .orElseGet(() -> clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
        return new ConditionBuilder()
                .withType(type.text())
                .withStatus(word)
                .withReason(reason.text())
                .withMessage(message.length() > MAX_MESSAGE ? message.substring(0, MAX_MESSAGE) : message)
                .withObservedGeneration(generation)
                .withLastTransitionTime(time)
                .build();
    }
}
