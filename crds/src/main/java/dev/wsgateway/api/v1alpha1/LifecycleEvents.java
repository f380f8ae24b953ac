package dev.wsgateway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/** Which events of connections and channels are told to the backends, and where. */
public record LifecycleEvents(
        @JsonPropertyDescription(
                "Name of one of spec.streams, with append: nobody. Its consumer groups read the events.")
        @Required
        @Size(max = 63)
        String stream,

        @JsonPropertyDescription(
                "Which events. connected and disconnected: of clients. subscribed and unsubscribed: of clients, to"
                        + " channels. occupied and vacated: of channels, the first and the last subscriber on all"
                        + " gateways.")
        @Size(min = 1, max = 6)
        @Default("[\"connected\",\"disconnected\"]")
        @ValidationRule(
                value = "self.all(a, self.exists_one(b, b == a))",
                message = "an event is named twice: name each once")
        List<LifecycleEvent> events,

        @JsonPropertyDescription("Namespaces of the channels that events are told of. By default all of spec.channels.")
        @Size(max = 64)
        List<@Size(max = 63) String> namespaces) {

    public LifecycleEvents {
        events = Lists.orEmpty(events);
        namespaces = Lists.orEmpty(namespaces);
    }
}
