package dev.wsgateway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/**
 * A consumer group of a Redis Stream, made by the operator. A backend reads it with any Redis client, or the gateway pods
 * read it and call the backend.
 */
@ValidationRule(
        value = "!(has(self.push) && has(self.reclaim))",
        message = "a group with push takes its messages over by itself: leave out reclaim")
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
        StartPosition from,

        @JsonPropertyDescription("When the group is told as a condition of the gateway.") @Default("{}")
        GroupAlerts alerts,

        @JsonPropertyDescription(
                "Has the gateway pods call the backend for each message. Without it the backend reads the group itself.")
        @Nullable
        Push push,

        @JsonPropertyDescription(
                "Has the gateways take care of entries that the backend's consumers were given and do not acknowledge.")
        @Nullable
        Reclaim reclaim) {}
