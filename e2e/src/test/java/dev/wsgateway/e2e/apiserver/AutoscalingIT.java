package dev.wsgateway.e2e.apiserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wsgateway.redis.GatewayReport;
import dev.wsgateway.redis.RedisNames;
import dev.wsgateway.testing.redis.RedisServer;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The number of pods follows the connections that they report. The test reports for the pods, as there is no gateway. */
@ExtendWith(OperatorExtension.class)
class AutoscalingIT {
    private static final String AUTOSCALING = """
              autoscaling: {minReplicas: 2, maxReplicas: 4, targetConnections: 10, stabilizationWindow: 3s}
              drain: {period: 1s}
            """;

    private static RedisServer redis;

    @BeforeAll
    static void startRedis() {
        redis = RedisServer.started();
    }

    @AfterAll
    static void stopRedis() {
        redis.close();
    }

    @Test
    void addsPodsAtOnceAndTakesTheEmptiestAwayLater(TestNamespace namespace) {
        try (var _ = new ReadyPods(namespace)) {
            Chat chat = new Chat(namespace).apply(redis.url(), AUTOSCALING);
            whileReporting(namespace, 9, () -> pods(namespace).size() == 2);
            whileReporting(namespace, 29, () -> pods(namespace).size() == 3);
            whileReporting(namespace, 29, () -> reason(chat).equals("FollowsConnections"));

            // The first by name is the emptiest.
            String emptiest = pods(namespace).getFirst();
            whileReporting(namespace, 15, () -> pods(namespace).size() == 2);
            assertThat(pods(namespace)).doesNotContain(emptiest);

            whileReporting(namespace, 100, () -> pods(namespace).size() == 4);
            whileReporting(namespace, 100, () -> reason(chat).equals("AtMaximum"));
            assertThat(namespace.kubectl().run("describe", "wsg/chat").out())
                    .contains("ScaledOut", "from 2 to 3 pods", "ScaledIn", "from 3 to 2 pods");
        }
    }

    @Test
    void refusesAnotherNumberOfReplicasMeanwhile(TestNamespace namespace) {
        new Chat(namespace).apply(redis.url(), AUTOSCALING + "  replicas: 3\n");
        var scaled = namespace.kubectl().run("scale", "wsg/chat", "--replicas=5");

        assertThat(scaled.exitCode()).isNotZero();
        assertThat(scaled.err())
                .contains("replicas is not used while autoscaling is set: change autoscaling.minReplicas or"
                        + " autoscaling.maxReplicas instead");
        // Leaving it out is no error.
        new Chat(namespace).apply(redis.url(), AUTOSCALING);
    }

    @Test
    void keepsThePodsWhileRedisIsAway(TestNamespace namespace) {
        try (RedisServer own = RedisServer.started();
                var _ = new ReadyPods(namespace)) {
            Chat chat = new Chat(namespace).apply(own.url(), AUTOSCALING);
            whileReporting(own, namespace, 35, () -> pods(namespace).size() == 4);
            own.kill();
            chat.awaitCondition("Autoscaled", "False", "ConnectionsUnknown");
            await().during(Duration.ofSeconds(8))
                    .atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(pods(namespace)).hasSize(4));
        }
    }

    private static String reason(Chat chat) {
        return Chat.condition(chat.resource().get().getStatus(), "Autoscaled")
                .orElseThrow()
                .getReason();
    }

    private static void whileReporting(TestNamespace namespace, long connections, BooleanSupplier until) {
        whileReporting(redis, namespace, connections, until);
    }

    /** All pods that are there report so many connections together, the first by name the fewest, as long as it takes. */
    private static void whileReporting(
            RedisServer server, TestNamespace namespace, long connections, BooleanSupplier until) {
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(500))
                .until(() -> {
                    var names = new RedisNames(namespace.name(), "chat");
                    List<String> pods = pods(namespace);
                    for (int i = 0; i < pods.size(); i++) {
                        long share = connections / pods.size();
                        long own = i > 0 ? share : share - 1;
                        own += i == pods.size() - 1 ? connections - share * pods.size() + 1 : 0;
                        var report =
                                new GatewayReport(pods.get(i), "1", 0, own, 0, 0, 0, "", Map.of(), null, null, null);
                        server.cli("ZADD", names.gateways(), Long.toString(System.currentTimeMillis()), report.node());
                        server.cli("SET", names.report(report.node()), report.toJson(), "PX", "3000");
                    }
                    return until.getAsBoolean();
                });
    }

    private static List<String> pods(TestNamespace namespace) {
        return namespace.client().pods().inNamespace(namespace.name()).list().getItems().stream()
                .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
                .map(Pod::getMetadata)
                .map(metadata -> metadata.getName())
                .sorted()
                .toList();
    }
}
