package dev.wsgateway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** How long a message waits after a call that failed: twice as long each time, less up to a half by chance. */
public record PushBackoff(
        @JsonPropertyDescription("After the first call.")
        @Size(max = 12)
        @Default("500ms")
        @ValidationRule(value = Timeouts.DURATION, message = Timeouts.DURATION_MESSAGE)
        String initial,

        @JsonPropertyDescription("At most. A longer Retry-After of the backend is honoured, up to an hour.")
        @Size(max = 12)
        @Default("1m")
        @ValidationRule(value = Timeouts.DURATION, message = Timeouts.DURATION_MESSAGE)
        String max) {}
