package dev.wsgateway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
                "Which clients may send. authenticated: those with a token. anyone: anonymous ones too. nobody: none, as"
                        + " lifecycleEvents wants it.")
        @Default("authenticated")
        Sender append,

        @JsonPropertyDescription(
                "Number of parts that the stream is split into by the messages' keys. Messages of one key keep their order,"
                        + " also when this number changes; those of different keys are read side by side.")
        @Min(1)
        @Max(256)
        @Default("1")
        Integer partitions,

        @JsonPropertyDescription(
                "Header of the handshake whose value is the key of a message that names none. Without it, and where the"
                        + " header is missing, the key is the user, or the connection of an anonymous client.")
        @Size(max = 63)
        @ValidationRule(
                value = "self.matches('^[A-Za-z0-9-]+$')",
                message = "a header's name is made of letters, digits and '-': write for example X-Tenant")
        @Nullable
        String keyHeader,

        @JsonPropertyDescription(
                "Number of entries that each partition is kept to. What all groups have acknowledged goes first.")
        @Min(1)
        @Default("100000")
        Long maxLength,

        @JsonPropertyDescription(
                "How long an entry is kept though all groups have acknowledged it, where maxLength allows it. Without it"
                        + " it goes.")
        @Size(max = 12)
        @ValidationRule(value = Timeouts.DURATION, message = Timeouts.DURATION_MESSAGE)
        @Nullable
        String retain,

        @JsonPropertyDescription(
                "What becomes of a message when all of maxLength is unread. reject: the sender is told to try again later."
                        + " dropOldest: the oldest entry goes, read or not. A stream without groups always drops its oldest.")
        @Default("reject")
        WhenFull whenFull,

        @JsonPropertyDescription(
                "How long the id that a client gave a message is remembered, so that the message is added once.")
        @Size(max = 12)
        @Default("5m")
        @ValidationRule(value = Timeouts.DURATION, message = Timeouts.DURATION_MESSAGE)
        String idempotencyWindow,

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
