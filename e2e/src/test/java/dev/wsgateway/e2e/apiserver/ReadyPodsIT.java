package dev.wsgateway.e2e.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the other tests take for granted of the control plane. */
@ExtendWith(ApiServerExtension.class)
class ReadyPodsIT {
    @Test
    void aDeploymentTurnsAvailableAndRollsOut(TestNamespace namespace) {
        try (var _ = new ReadyPods(namespace)) {
            namespace
                    .kubectl()
                    .run("create", "deployment", "web", "--image=web:1", "--replicas=2")
                    .orFail();
            namespace
                    .kubectl()
                    .run("rollout", "status", "deployment/web", "--timeout=60s")
                    .orFail();
            namespace
                    .kubectl()
                    .run("set", "image", "deployment/web", "web=web:2")
                    .orFail();
            namespace
                    .kubectl()
                    .run("rollout", "status", "deployment/web", "--timeout=60s")
                    .orFail();
        }
        assertThat(namespace
                        .kubectl()
                        .run("get", "deployment/web", "-o", "jsonpath={.status.readyReplicas}")
                        .out())
                .isEqualTo("2");
    }

    @Test
    void withoutThemADeploymentIsNotAvailable(TestNamespace namespace) {
        namespace.kubectl().run("create", "deployment", "web", "--image=web:1").orFail();
        assertThat(namespace
                        .kubectl()
                        .run("wait", "--for=condition=Available", "deployment/web", "--timeout=2s")
                        .exitCode())
                .isNotZero();
    }
}
