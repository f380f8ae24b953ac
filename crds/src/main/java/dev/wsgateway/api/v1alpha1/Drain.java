package dev.wsgateway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** How clients are moved away from a pod that is about to end, and to one that is new. */
public record Drain(
        @JsonPropertyDescription(
                "Time over which a gateway's connections are moved to other pods, evenly: with 60,000 of them and 1m, 1,000"
                        + " a second, however many pods end at once. A pod has this time and 30 s more to end, so a change"
                        + " rolls the pods.")
        @Size(max = 12)
        @Default(Drain.PERIOD)
        @ValidationRule(value = Timeouts.DURATION, message = Timeouts.DURATION_MESSAGE)
        @ValidationRule(
                value = "!" + Timeouts.DURATION
                        + " || (duration(self) >= duration('1s') && duration(self) <= duration('1h'))",
                message = "write from 1s to 1h")
        String period,

        @JsonPropertyDescription(
                "Pods that a roll-out may have above spec.replicas, as a number or in percent. With 100% every client is"
                        + " moved once; with less, some are moved to a pod that is to be replaced itself.")
        @Size(max = 4)
        @Default(Drain.MAX_SURGE)
        @ValidationRule(
                value = "self.matches('^([1-9][0-9]{0,3}|[1-9][0-9]?%|100%)$')",
                message = "write a number of pods such as 1, or from 1% to 100%")
        String maxSurge,

        @JsonPropertyDescription(
                "Once there are more pods, move connections to them from those that have more, at the pace of a drain, until"
                        + " all are within 10 % of each other. Turn it off behind a load balancer that sends a client back to"
                        + " the pod it was on.")
        @Default("true")
        Boolean handOver) {

    private static final String PERIOD = "30s";
    private static final String MAX_SURGE = "25%";

    /** What the schema fills in. */
    static final Drain DEFAULT = new Drain(PERIOD, MAX_SURGE, true);

    public Drain {
        period = period == null ? PERIOD : period;
        maxSurge = maxSurge == null ? MAX_SURGE : maxSurge;
        handOver = handOver == null || handOver;
    }
}
