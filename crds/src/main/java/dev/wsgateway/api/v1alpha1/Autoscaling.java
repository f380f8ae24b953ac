package dev.wsgateway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** How the number of pods follows that of the connections. */
@ValidationRule(
        value = "self.minReplicas <= self.maxReplicas",
        message = "minReplicas is above maxReplicas: write as many at most")
public record Autoscaling(
        @JsonPropertyDescription("Fewest pods.") @Min(1) @Max(1000) @Default("2")
        Integer minReplicas,

        @JsonPropertyDescription("Most pods.") @Required @Min(1) @Max(1000)
        Integer maxReplicas,

        @JsonPropertyDescription("Connections that a pod should have on average: with more, pods are added at once.")
        @Required
        @Min(1)
        @Max(1000000)
        Integer targetConnections,

        @JsonPropertyDescription(
                "How long fewer pods must have been enough before some go: the emptiest ones, a tenth of all at a time, and"
                        + " the next once those before are drained.")
        @Size(max = 12)
        @Default("5m")
        @ValidationRule(value = Timeouts.DURATION, message = Timeouts.DURATION_MESSAGE)
        @ValidationRule(
                value = "!" + Timeouts.DURATION + " || duration(self) <= duration('1h')",
                message = "write 1h at most")
        String stabilizationWindow) {}
