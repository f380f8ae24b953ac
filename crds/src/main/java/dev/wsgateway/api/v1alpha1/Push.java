package dev.wsgateway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** How the gateway pods call a backend for a consumer group. */
@ValidationRule(
        value = "has(self.service) != has(self.url)",
        message = "say where to send the messages: set service, or url, not both")
public record Push(
        @JsonPropertyDescription("Kubernetes Service that is called.") @Nullable
        PushService service,

        @JsonPropertyDescription("URL that is called, for a backend that is no Service of the cluster.")
        @Size(max = 500)
        @ValidationRule(
                value = "self.matches('^https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?(/[^ #]*)?$')",
                message = "write http:// or https://, a host and a path, such as https://audit.example.com/events;"
                        + " a password does not belong here, signingSecretRef says who calls")
        @Nullable
        String url,

        @JsonPropertyDescription(
                "Calls that may be under way at a time, by all pods together. Each partition has an equal share, of one at"
                        + " least.")
        @Min(1)
        @Max(10000)
        @Default("64")
        Integer maxInFlight,

        @JsonPropertyDescription(
                "Calls for one message before it goes to the dead letters. A call that never reached the backend is"
                        + " none.")
        @Min(1)
        @Max(1000)
        @Default("10")
        Integer maxDeliveries,

        @JsonPropertyDescription("How long the backend's whole answer may take.")
        @Size(max = 12)
        @Default("10s")
        @ValidationRule(value = Timeouts.DURATION, message = Timeouts.DURATION_MESSAGE)
        @ValidationRule(
                value = "!" + Timeouts.DURATION
                        + " || (duration(self) >= duration('100ms') && duration(self) <= duration('5m'))",
                message = "write from 100ms to 5m")
        String timeout,

        @JsonPropertyDescription("How long to wait after a call that failed.") @Default("{}")
        PushBackoff backoff,

        @JsonPropertyDescription("Media type of the messages.")
        @Size(max = 127)
        @Default("application/json")
        @ValidationRule(
                value = "self.matches('^[a-z]+/[A-Za-z0-9.+_-]+(; ?[a-z]+=[A-Za-z0-9.+_-]+)*$')",
                message = "write a media type such as application/json or application/octet-stream")
        String contentType,

        @JsonPropertyDescription(
                "Messages of one key that may wait behind one which can't be delivered; beyond it the whole partition"
                        + " waits.")
        @Min(1)
        @Max(100000)
        @Default("1000")
        Integer maxBlockedPerKey,

        @JsonPropertyDescription(
                "Key of a Secret in the same namespace with the keys that calls are signed with (Standard Webhooks), one a"
                        + " line: whsec_ and 24 to 64 bytes in Base64. By default calls are not signed.")
        @Nullable
        SecretKeyRef signingSecretRef,

        @JsonPropertyDescription(
                "Key of a Secret in the same namespace that holds the PEM certificates which the backend's own is checked"
                        + " against. By default those that the Java runtime trusts.")
        @Nullable
        SecretKeyRef caSecretRef) {}
