package dev.wsgateway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/** A Redis Stream of messages from clients, read by the backends' consumer groups. */
public record Stream(
        @JsonPropertyDescription("Name that clients send to, as the method of an rpc.")
        @Required
        @Size(max = 63)
        @ValidationRule(
                value = "self.matches('^[A-Za-z0-9_.-]+$')",
                message =
                        "a stream's name is not empty and made of letters, digits, '-', '_' and '.': write for example orders")
        String name,

        @JsonPropertyDescription(
                "Which clients may send. authenticated: those with a token. anyone: anonymous ones too.")
        @Default("authenticated")
        Sender append,

        @JsonPropertyDescription("Number of entries that the stream is kept to; the oldest go first, approximately.")
        @Min(1)
        @Default("100000")
        Long maxLength,

        @JsonPropertyDescription("Each group receives every entry, each entry on one of the group's consumers.")
        @Size(max = 32)
        @ValidationRule(
                value = "self.all(a, self.exists_one(b, b.name == a.name))",
                message = "two consumer groups of a stream have the same name: give each a name of its own")
        List<ConsumerGroup> consumerGroups) {

    public Stream {
        consumerGroups = Lists.orEmpty(consumerGroups);
    }
}
