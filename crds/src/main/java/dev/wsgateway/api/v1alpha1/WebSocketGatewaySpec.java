package dev.wsgateway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.model.annotation.SpecReplicas;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a user asks for. */
@ValidationRule(
        value = "!has(self.autoscaling) || !has(oldSelf.autoscaling) || self.replicas == oldSelf.replicas"
                + " || self.replicas == " + WebSocketGatewaySpec.REPLICAS,
        message = "replicas is not used while autoscaling is set: change autoscaling.minReplicas or"
                + " autoscaling.maxReplicas instead")
@ValidationRule(
        value = "!has(self.autoscaling) || !has(self.limits) || !has(self.limits.connectionsPerPod)"
                + " || self.autoscaling.targetConnections <= self.limits.connectionsPerPod",
        message = "autoscaling.targetConnections is above limits.connectionsPerPod, so pods would be full before some"
                + " are added: write less than that")
@ValidationRule(
        value = "!has(self.lifecycleEvents) || (has(self.streams) && self.streams.exists(s,"
                + " s.name == self.lifecycleEvents.stream && s.append == 'nobody'))",
        message = "lifecycleEvents.stream is none of spec.streams with append: nobody: add that stream, or set append:"
                + " nobody, without which clients could forge events")
@ValidationRule(
        value = "!has(self.lifecycleEvents) || !has(self.lifecycleEvents.namespaces)"
                + " || self.lifecycleEvents.namespaces.all(n, has(self.channels)"
                + " && self.channels.exists(c, c.__namespace__ == n))",
        message =
                "lifecycleEvents.namespaces has a namespace that is none of spec.channels: add it there, or leave it out")
public record WebSocketGatewaySpec(
        @JsonPropertyDescription("Number of gateway pods. Not used while autoscaling is set.")
        @SpecReplicas
        @Min(0)
        @Max(1000)
        @Default(WebSocketGatewaySpec.REPLICAS)
        Integer replicas,

        @JsonPropertyDescription(
                "Image of the gateway pods; by default the one that belongs to the operator's version.")
        @Size(max = 500)
        @Nullable
        String image,

        @JsonPropertyDescription(
                "The Redis or Valkey, 7.0 or newer, that connects the pods with each other and with the backends.")
        @Required
        Redis redis,

        @JsonPropertyDescription("Backend to frontend: the namespaces of channels that clients may subscribe to.")
        @Size(max = 64)
        @ValidationRule(
                value = "self.all(a, self.exists_one(b, b.__namespace__ == a.__namespace__))",
                message = "two entries have the same namespace: merge them, or give each a namespace of its own")
        List<Channel> channels,

        @JsonPropertyDescription("Frontend to backend: the Redis Streams that clients' messages are appended to.")
        @Size(max = 64)
        @ValidationRule(
                value = "self.all(a, self.exists_one(b, b.name == a.name))",
                message = "two streams have the same name: merge them, or give each a name of its own")
        List<Stream> streams,

        @JsonPropertyDescription("Who may open a socket.") @Required
        Authentication authentication,

        @JsonPropertyDescription("The HTTP API through which backends publish. Without it every call is refused.")
        @Nullable
        Api api,

        @JsonPropertyDescription(
                "Web origins whose pages may open a socket: '*', or origins such as https://app.example.com"
                        + " or https://*.example.com. By default only pages served from the gateway's own host. Clients that are"
                        + " no browsers send no origin and are not affected.")
        @Size(max = 100)
        @ValidationRule(
                value = "self.all(o, o == '*' || o.matches('^https?://(\\\\*\\\\.)?[A-Za-z0-9.-]+(:[0-9]{1,5})?$'))",
                message = "an origin is '*' or scheme and host without a path: write https://app.example.com or"
                        + " https://*.example.com")
        List<@Size(max = 253) String> allowedOrigins,

        @JsonPropertyDescription("What one client, and one pod, may use.") @Default("{}")
        Limits limits,

        @JsonPropertyDescription("When a silent client is given up.") @Default("{}")
        Timeouts timeouts,

        @JsonPropertyDescription("Ports of the pods and of their Services.") @Default("{}")
        Ports ports,

        @JsonPropertyDescription("How clients are moved away from a pod that is about to end, and to one that is new.")
        @Default("{}")
        Drain drain,

        @JsonPropertyDescription("Has the number of pods follow that of the connections, in place of replicas.")
        @Nullable
        Autoscaling autoscaling,

        @JsonPropertyDescription(
                "Tells the backends of connections that come and go, and of channels that get their first subscriber or lose"
                        + " the last. Without it nothing is told, and nothing is kept of them in Redis.")
        @Nullable
        LifecycleEvents lifecycleEvents,

        @JsonPropertyDescription(
                "What becomes of the data in Redis when this is deleted. Retain: it stays. Delete: once the pods have ended"
                        + " all keys are removed, streams with unread entries included; for that, the resource has a"
                        + " finalizer, for 5 minutes and the period of a drain at most.")
        @Default("Retain")
        DeletionPolicy deletionPolicy) {

    static final String REPLICAS = "2";

    public WebSocketGatewaySpec {
        channels = Lists.orEmpty(channels);
        streams = Lists.orEmpty(streams);
        allowedOrigins = Lists.orEmpty(allowedOrigins);
        // A CRD of an older version fills in no defaults for what it does not know.
        drain = drain == null ? Drain.DEFAULT : drain;
        deletionPolicy = deletionPolicy == null ? DeletionPolicy.RETAIN : deletionPolicy;
    }
}
