package dev.wsgateway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** When a silent client is given up. Durations are a whole number and a unit: {@code ms}, {@code s}, {@code m} or {@code h}. */
public record Timeouts(
        @JsonPropertyDescription("From the TCP connection to the client's connect command.")
        @Size(max = 12)
        @Default("10s")
        @ValidationRule(value = Timeouts.DURATION, message = Timeouts.DURATION_MESSAGE)
        String handshake,

        @JsonPropertyDescription("How often a client is pinged.")
        @Size(max = 12)
        @Default("25s")
        @ValidationRule(value = Timeouts.DURATION, message = Timeouts.DURATION_MESSAGE)
        String pingInterval,

        @JsonPropertyDescription("How long a client may take to answer a ping.")
        @Size(max = 12)
        @Default("10s")
        @ValidationRule(value = Timeouts.DURATION, message = Timeouts.DURATION_MESSAGE)
        String pongTimeout,

        @JsonPropertyDescription("How long a kept-alive connection to the HTTP API may be idle.")
        @Size(max = 12)
        @Default("75s")
        @ValidationRule(value = Timeouts.DURATION, message = Timeouts.DURATION_MESSAGE)
        String apiIdle) {

    static final String DURATION = "self.matches('^[1-9][0-9]{0,7}(ms|s|m|h)$')";
    static final String DURATION_MESSAGE = "write a whole number and a unit, for example 500ms, 25s, 10m or 1h";
}
