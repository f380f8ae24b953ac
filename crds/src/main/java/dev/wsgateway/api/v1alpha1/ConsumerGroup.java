package dev.wsgateway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** A consumer group of a Redis Stream, made by the operator and read by a backend with any Redis client. */
public record ConsumerGroup(
        @JsonPropertyDescription("Name of the group, as in XREADGROUP GROUP.")
        @Required
        @Size(max = 63)
        @ValidationRule(
                value = "self.matches('^[A-Za-z0-9_.-]+$')",
                message = "a group's name is not empty and made of letters, digits, '-', '_' and '.': write for example"
                        + " order-service")
        String name,

        @JsonPropertyDescription(
                "Where a new group begins: with the earliest entry that is still there, or with the first one"
                        + " after its creation. A group that was lost is made again from the earliest entry, whatever stands here.")
        @Default("earliest")
        StartPosition from) {}
