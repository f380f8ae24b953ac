package dev.wsgateway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** A Kubernetes Service, and what is called of it. */
public record PushService(
        @JsonPropertyDescription("Name of the Service.")
        @Required
        @Size(max = 63)
        @ValidationRule(value = PushService.LABEL, message = PushService.LABEL_MESSAGE)
        String name,

        @JsonPropertyDescription("Namespace of the Service; by default that of the gateway.")
        @Size(max = 63)
        @ValidationRule(value = PushService.LABEL, message = PushService.LABEL_MESSAGE)
        @Nullable
        String namespace,

        @JsonPropertyDescription("Port of the Service.") @Min(1) @Max(65535) @Default("80")
        Integer port,

        @JsonPropertyDescription("Path that messages are posted to.")
        @Size(max = 300)
        @Default("/")
        @ValidationRule(
                value = "self.matches('^/[^ #]*$')",
                message = "a path begins with '/' and has no space and no '#': write for example /events")
        String path,

        @JsonPropertyDescription("http or https.") @Default("http")
        HttpScheme scheme) {
    static final String LABEL = "self.matches('^[a-z0-9]([-a-z0-9]*[a-z0-9])?$')";
    static final String LABEL_MESSAGE =
            "this is no name that Kubernetes allows: write lower-case letters, digits and '-', such as audit";
}
