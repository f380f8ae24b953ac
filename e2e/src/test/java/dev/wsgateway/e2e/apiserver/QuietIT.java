package dev.wsgateway.e2e.apiserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wsgateway.testing.redis.RedisServer;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** While nothing changes, the operator writes nothing: by the API server's own audit log, over six resyncs. */
@ExtendWith(OperatorExtension.class)
class QuietIT {
    @Test
    void writesNothingWhileNothingChanges(ApiServer server, TestNamespace namespace) {
        try (RedisServer redis = RedisServer.started();
                var _ = new ReadyPods(namespace)) {
            Chat chat = new Chat(namespace)
                    .apply(redis.url(), "  autoscaling: {minReplicas: 3, maxReplicas: 5, targetConnections: 10}\n");
            chat.awaitCondition("Ready", "True", "Ready");
            chat.awaitCondition("Reconciling", "False", "UpToDate");
            staysQuiet(server, namespace);
        }
    }

    @Test
    void writesNothingWhileRedisStaysAway(ApiServer server, TestNamespace namespace) {
        new Chat(namespace).apply("redis://127.0.0.1:1").awaitCondition("RedisAvailable", "False", "RedisUnreachable");
        staysQuiet(server, namespace);
    }

    private static void staysQuiet(ApiServer server, TestNamespace namespace) {
        AuditLog.Position start = settled(server, namespace);
        await().during(Duration.ofSeconds(30))
                .atMost(Duration.ofSeconds(40))
                .pollInterval(Duration.ofSeconds(1))
                .untilAsserted(
                        () -> assertThat(writes(server, namespace, start)).isEmpty());
    }

    /** Where the log stands once nothing was written for 3 s: what a test awaits is seen before the entry of its write. */
    private static AuditLog.Position settled(ApiServer server, TestNamespace namespace) {
        var position = new AtomicReference<>(server.auditLog().now());
        await().pollInterval(Duration.ofSeconds(3))
                .atMost(Duration.ofSeconds(30))
                .until(() -> {
                    AuditLog.Position since =
                            position.getAndSet(server.auditLog().now());
                    return writes(server, namespace, since).isEmpty();
                });
        return Objects.requireNonNull(position.get());
    }

    private static List<AuditLog.Request> writes(ApiServer server, TestNamespace namespace, AuditLog.Position since) {
        return server.auditLog().since(since).stream()
                .filter(request -> request.user().equals(OperatorExtension.USER)
                        && request.namespace().equals(namespace.name())
                        && request.isWrite())
                .toList();
    }
}
