package dev.wsgateway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** When a consumer group turns a condition of the gateway. */
public record GroupAlerts(
        @JsonPropertyDescription(
                "Entries not yet delivered from which the group counts as lagging, and ConsumersLagging is True.")
        @Min(1)
        @Default("10000")
        Long lag,

        @JsonPropertyDescription(
                "Age of the oldest entry that was delivered and not acknowledged, from which the group counts as lagging.")
        @Size(max = 12)
        @Default("5m")
        @ValidationRule(value = Timeouts.DURATION, message = Timeouts.DURATION_MESSAGE)
        String pendingAge,

        @JsonPropertyDescription("Dead letters from which DeadLettersPresent is True.") @Min(1) @Default("1")
        Long deadLetters) {}
