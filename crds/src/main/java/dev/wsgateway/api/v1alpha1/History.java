package dev.wsgateway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** What a channel keeps, so that a client that was away gets what it missed, or is told that it cannot. */
public record History(
        @JsonPropertyDescription("Publications kept in each channel.") @Required @Min(1) @Max(100000)
        Integer size,

        @JsonPropertyDescription("How long they are kept after the channel's last one.")
        @Required
        @Size(max = 12)
        @ValidationRule(value = Timeouts.DURATION, message = Timeouts.DURATION_MESSAGE)
        String ttl,

        @JsonPropertyDescription("How long a publisher's idempotency key is remembered.")
        @Size(max = 12)
        @Default("5m")
        @ValidationRule(value = Timeouts.DURATION, message = Timeouts.DURATION_MESSAGE)
        String idempotencyWindow,

        @JsonPropertyDescription(
                "stream: a client that comes back is sent all that it missed. cache: every client that subscribes is"
                        + " sent the last publication, for channels where each one is the whole state.")
        @Default("stream")
        RecoveryMode recovery,

        @JsonPropertyDescription(
                "fossil: a client that asks for it is sent what changed since the publication before, where that is"
                        + " shorter. none: every publication is sent whole.")
        @Default("none")
        Delta delta,

        @JsonPropertyDescription(
                "What must have a publication before its publisher is told that it is published. By default the master"
                        + " alone, which may lose it at a failover; clients are told then.")
        @Nullable
        Durability durability) {}
