package dev.wsgateway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** What the gateways do about entries that consumers were given and do not acknowledge. */
public record Reclaim(
        @JsonPropertyDescription(
                "How long an entry may be with a consumer before it is given to another one of the group.")
        @Size(max = 12)
        @Default("1m")
        @ValidationRule(value = Timeouts.DURATION, message = Timeouts.DURATION_MESSAGE)
        String idle,

        @JsonPropertyDescription("Deliveries of an entry after which it goes to the dead letters instead.")
        @Min(1)
        @Max(1000)
        @Default("5")
        Integer maxDeliveries) {}
