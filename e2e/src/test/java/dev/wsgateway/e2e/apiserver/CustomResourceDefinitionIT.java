package dev.wsgateway.e2e.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsgateway.api.v1alpha1.WebSocketGateway;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the CRD makes of kubectl, without an operator: the status is written by the tests. */
@ExtendWith(ApiServerExtension.class)
class CustomResourceDefinitionIT {
    private static final String CRD = "../crds/websocketgateways.wsgateway.dev-v1.yml";
    private static final String CHAT = """
            apiVersion: wsgateway.dev/v1alpha1
            kind: WebSocketGateway
            metadata: {name: chat}
            spec:
              redis: {url: "redis://redis:6379"}
              authentication: {anonymous: true}
            """;
    private static final String STATUS = """
            {"status": {"readyReplicas": 1, "replicas": 2, "connections": 18234, "selector": "a=b",
              "endpoints": {"websocket": "ws://chat.shop:8001/connection/websocket", "api": "http://chat-api.shop:9001/api"},
              "redis": {"lag": 7},
              "conditions": [{"type": "Ready", "status": "False", "reason": "PodsNotReady", "message": "1 of 2",
                "lastTransitionTime": "2026-01-01T00:00:00Z"}]}}
            """;

    @Test
    void isEstablishedWithoutAWarning(ApiServer server) {
        assertThat(server.kubectl()
                        .run("replace", "--dry-run=server", "-f", CRD)
                        .orFail()
                        .err())
                .isEmpty();

        var conditions = server.admin()
                .apiextensions()
                .v1()
                .customResourceDefinitions()
                .withName("websocketgateways.wsgateway.dev")
                .get()
                .getStatus()
                .getConditions();
        assertThat(conditions)
                .extracting(c -> c.getType() + "=" + c.getStatus())
                .contains("Established=True", "NamesAccepted=True");
        assertThat(conditions).extracting(c -> c.getType()).doesNotContain("NonStructuralSchema");
    }

    @Test
    void kubectlShowsWhatAPlatformTeamLooksFor(TestNamespace namespace) {
        namespace.kubectl().runWithInput(CHAT, "apply", "-f", "-").orFail();
        writeStatus(namespace);

        List<String> lines =
                namespace.kubectl().run("get", "wsg").orFail().out().lines().toList();
        assertThat(lines.getFirst().split(" +"))
                .containsExactly("NAME", "READY", "REPLICAS", "CONNECTIONS", "URL", "AGE");
        assertThat(lines.getLast()).matches("chat +False +1 +18234 +ws://chat.shop:8001/connection/websocket +\\d+s");

        List<String> wide = namespace
                .kubectl()
                .run("get", "wsg", "-o", "wide")
                .orFail()
                .out()
                .lines()
                .toList();
        assertThat(wide.getFirst()).endsWith("   LAG   REASON");
        assertThat(wide.getLast()).matches("chat .* 7 +PodsNotReady");
    }

    @Test
    void isListedByKubectlGetAll(TestNamespace namespace) {
        namespace.kubectl().runWithInput(CHAT, "apply", "-f", "-").orFail();
        assertThat(namespace.kubectl().run("get", "all").orFail().out())
                .contains("websocketgateway.wsgateway.dev/chat");
    }

    @Test
    void kubectlScalesIt(TestNamespace namespace) {
        namespace.kubectl().runWithInput(CHAT, "apply", "-f", "-").orFail();
        writeStatus(namespace);

        namespace
                .kubectl()
                .run("scale", "wsg/chat", "--current-replicas=2", "--replicas=5")
                .orFail();

        var scale = namespace
                .client()
                .resources(WebSocketGateway.class)
                .inNamespace(namespace.name())
                .withName("chat")
                .scale();
        assertThat(scale.getSpec().getReplicas()).isEqualTo(5);
        assertThat(scale.getStatus().getReplicas()).isEqualTo(2);
        assertThat(scale.getStatus().getSelector()).isEqualTo("a=b");
    }

    @Test
    void aChangeOfTheStatusIsNoNewGeneration(TestNamespace namespace) {
        namespace.kubectl().runWithInput(CHAT, "apply", "-f", "-").orFail();
        writeStatus(namespace);
        assertThat(namespace
                        .kubectl()
                        .run("get", "wsg/chat", "-o", "jsonpath={.metadata.generation}")
                        .out())
                .isEqualTo("1");
    }

    @Test
    void kubectlExplainsEveryFieldOfTheSpec(ApiServer server) {
        String text = server.kubectl()
                .run("explain", "wsg.spec", "--recursive=false")
                .orFail()
                .out();
        assertThat(text)
                .contains("redis", "channels", "streams", "authentication")
                .doesNotContain("<no description>");
    }

    private static void writeStatus(TestNamespace namespace) {
        namespace
                .kubectl()
                .run("patch", "wsg/chat", "--subresource=status", "--type=merge", "-p", STATUS)
                .orFail();
    }
}
