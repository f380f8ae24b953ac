package dev.wsgateway.e2e.apiserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wsgateway.api.v1alpha1.WebSocketGateway;
import dev.wsgateway.api.v1alpha1.WebSocketGatewayStatus;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/** The custom resource {@code chat} of a test's namespace, as a user applies it with kubectl and looks at it. */
record Chat(TestNamespace namespace) {
    private static final Duration SOON = Duration.ofSeconds(45);

    /** A gateway with the stream {@code orders} and its group {@code order-service} on this Redis. */
    Chat apply(String redisUrl) {
        return apply(redisUrl, "");
    }

    /** The same with more lines in the spec, each indented by two spaces. */
    Chat apply(String redisUrl, String more) {
        return applyWith("url: \"" + redisUrl + "\"", more);
    }

    /** The same, logging in with the Secret {@code redis}. */
    Chat applyWithCredentials(String redisUrl) {
        return applyWith("url: \"" + redisUrl + "\", credentialsSecretRef: {name: redis}", "");
    }

    private Chat applyWith(String redis, String more) {
        namespace
                .kubectl()
                .runWithInput("""
                        apiVersion: wsgateway.dev/v1alpha1
                        kind: WebSocketGateway
                        metadata: {name: chat}
                        spec:
                          redis: {%s}
                          channels: [{namespace: news, subscribe: anyone}]
                          streams: [{name: orders, consumerGroups: [{name: order-service}]}]
                          authentication: {anonymous: true}
                        """.formatted(redis) + more, "apply", "-f", "-")
                .orFail();
        return this;
    }

    Resource<WebSocketGateway> resource() {
        return namespace
                .client()
                .resources(WebSocketGateway.class)
                .inNamespace(namespace.name())
                .withName("chat");
    }

    /** The status, once it is the one of the present spec. */
    void awaitStatus(Consumer<WebSocketGatewayStatus> assertion) {
        await().atMost(SOON).untilAsserted(() -> {
            WebSocketGateway gateway = resource().get();
            assertThat(gateway.getStatus()).as("status").isNotNull();
            assertThat(gateway.getStatus().observedGeneration())
                    .as("observed generation")
                    .isEqualTo(gateway.getMetadata().getGeneration());
            assertion.accept(gateway.getStatus());
        });
    }

    /** Waits for a condition with this status and reason; gives it. */
    Condition awaitCondition(String type, String status, String reason) {
        awaitStatus(seen -> assertThat(seen.conditions())
                .extracting(c -> c.getType() + "=" + c.getStatus() + " " + c.getReason())
                .contains(type + "=" + status + " " + reason));
        return condition(resource().get().getStatus(), type).orElseThrow();
    }

    static Optional<Condition> condition(WebSocketGatewayStatus status, String type) {
        return status.conditions().stream()
                .filter(c -> c.getType().equals(type))
                .findFirst();
    }
}
