package dev.wsgateway.operator.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsgateway.api.v1alpha1.WebSocketGateway;
import org.junit.jupiter.api.Test;

class ForwardCompatibleTest {
    @Test
    void fieldsOfANewerCrdAreLeftOut() {
        WebSocketGateway gateway = ForwardCompatible.serialization().unmarshal("""
                apiVersion: wsgateway.dev/v1alpha1
                kind: WebSocketGateway
                metadata: {name: chat}
                spec:
                  replicas: 3
                  redis: {url: "redis://redis:6379", fieldOfTheFuture: 1}
                  alsoNew: {a: b}
                status: {alsoNew: 1}
                """, WebSocketGateway.class);

        assertThat(gateway.getSpec().replicas()).isEqualTo(3);
    }
}
