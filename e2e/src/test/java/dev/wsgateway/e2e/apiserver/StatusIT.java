package dev.wsgateway.e2e.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsgateway.api.v1alpha1.DrainStatus;
import dev.wsgateway.api.v1alpha1.RedisStatus;
import dev.wsgateway.redis.GatewayReport;
import dev.wsgateway.redis.RedisNames;
import dev.wsgateway.testing.redis.RedisServer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the status tells, and what kubectl makes of it. */
@ExtendWith(OperatorExtension.class)
class StatusIT {
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
    void isReadyOnceThePodsAre(TestNamespace namespace) {
        Chat chat = new Chat(namespace).apply(redis.url());
        chat.awaitCondition("Ready", "False", "PodsNotReady");

        try (var _ = new ReadyPods(namespace)) {
            namespace
                    .kubectl()
                    .run("wait", "--for=condition=Ready", "wsg/chat", "--timeout=30s")
                    .orFail();
            chat.awaitCondition("Reconciling", "False", "UpToDate");
        }
        chat.awaitStatus(status -> {
            assertThat(status.replicas()).isEqualTo(2);
            assertThat(status.readyReplicas()).isEqualTo(2);
            assertThat(status.conditions())
                    .extracting(c -> c.getType() + "=" + c.getStatus())
                    .containsExactlyInAnyOrder(
                            "Ready=True",
                            "RedisAvailable=True",
                            "ConsumerGroupsProvisioned=True",
                            "Reconciling=False",
                            "Stalled=False",
                            "StreamsNearlyFull=False",
                            "ConsumersLagging=False",
                            "DeadLettersPresent=False",
                            "HistoryIntact=True");
        });
        assertThat(namespace.kubectl().run("get", "wsg", "--no-headers").out())
                .matches("(?s)chat +True +2 +0 +ws://chat\\." + namespace.name() + "\\..*");
    }

    @Test
    void followsEachGenerationOfTheSpec(TestNamespace namespace) {
        Chat chat = new Chat(namespace).apply(redis.url());
        chat.awaitStatus(status -> assertThat(status.observedGeneration()).isEqualTo(1));

        chat.apply(redis.url(), "  allowedOrigins: ['*']\n");

        chat.awaitStatus(status -> {
            assertThat(status.observedGeneration()).isEqualTo(2);
            assertThat(status.conditions())
                    .allSatisfy(condition ->
                            assertThat(condition.getObservedGeneration()).isEqualTo(2));
        });
    }

    @Test
    void keepsTheTimeOfATransitionWhenNothingTurned(TestNamespace namespace) {
        Chat chat = new Chat(namespace).apply(redis.url());
        String time = chat.awaitCondition("RedisAvailable", "True", "Available").getLastTransitionTime();

        chat.apply(redis.url(), "  allowedOrigins: ['*']\n");

        chat.awaitStatus(status -> assertThat(status.observedGeneration()).isEqualTo(2));
        assertThat(chat.awaitCondition("RedisAvailable", "True", "Available").getLastTransitionTime())
                .isEqualTo(time);
    }

    @Test
    void showsTheConnectionsThatGatewaysReport(TestNamespace namespace) {
        Chat chat = new Chat(namespace).apply(redis.url());
        chat.awaitStatus(status -> assertThat(status.connections()).isZero());

        chat.awaitStatus(status -> {
            // Again each time, as a gateway does: a report counts for some seconds only, and the status is rewritten at
            // most every 30 s for the sake of a counter.
            report(namespace.name(), new GatewayReport("chat-0", "1", 0, 17, 0, 0, 0, "", Map.of(), null, null, null));
            report(namespace.name(), new GatewayReport("chat-1", "1", 0, 25, 0, 0, 0, "", Map.of(), null, null, null));
            assertThat(status.connections()).isEqualTo(42);
        });
    }

    @Test
    void showsHowFarADrainIs(TestNamespace namespace) {
        Chat chat = new Chat(namespace).apply(redis.url());

        chat.awaitStatus(status -> {
            report(
                    namespace.name(),
                    new GatewayReport(
                            "chat-0",
                            "1",
                            0,
                            40,
                            0,
                            0,
                            0,
                            "",
                            Map.of(),
                            null,
                            new GatewayReport.Draining(0, 100),
                            null));
            report(namespace.name(), new GatewayReport("chat-1", "1", 0, 25, 0, 0, 0, "", Map.of(), null, null, null));
            assertThat(status.drain()).isEqualTo(new DrainStatus(1, 40L, 100L));
        });

        assertThat(namespace
                        .kubectl()
                        .run("get", "wsg", "-o", "wide")
                        .out()
                        .lines()
                        .map(line -> line.strip().split(" {2,}"))
                        .map(columns -> columns[6]))
                .containsExactly("DRAINING", "40");
        assertThat(namespace.kubectl().run("describe", "wsg/chat").out()).contains("Draining");
    }

    @Test
    void saysThatSubscribersLostPublications(TestNamespace namespace) {
        Chat chat = new Chat(namespace).apply(redis.url());
        chat.awaitCondition("HistoryIntact", "True", "NothingLost");
        Instant when = Instant.now().truncatedTo(ChronoUnit.MILLIS);

        chat.awaitStatus(status -> {
            var losses = new GatewayReport.Losses(1, when.toEpochMilli());
            report(namespace.name(), new GatewayReport("chat-0", "1", 0, 1, 0, 0, 0, "", Map.of(), null, null, losses));
            assertThat(status.lastHistoryLoss()).isEqualTo(when.toString());
        });

        chat.awaitCondition("HistoryIntact", "False", "HistoryLost");
        assertThat(namespace.kubectl().run("describe", "wsg/chat").out()).contains("Warning", when.toString());
    }

    @Test
    void namesTheBindingAndTheAddresses(TestNamespace namespace) {
        new Chat(namespace).apply(redis.url()).awaitStatus(status -> {
            assertThat(status.binding()).isNotNull();
            assertThat(status.endpoints()).isNotNull();
            RedisStatus declared = Objects.requireNonNull(status.redis());
            assertThat(declared.namespaces()).containsExactly("news");
            assertThat(declared.consumerGroups())
                    .extracting(group -> group.stream() + "/" + group.group() + " " + group.lag())
                    .containsExactly("orders/order-service 0");
        });
    }

    @Test
    void isToldAsEventsToo(TestNamespace namespace) {
        new Chat(namespace).apply(redis.url()).awaitCondition("RedisAvailable", "True", "Available");

        assertThat(namespace.kubectl().run("describe", "wsg/chat").orFail().out())
                .contains("RedisAvailable", "ConsumerGroupCreated");
    }

    /** Writes a report as a gateway does. */
    private static void report(String namespace, GatewayReport report) {
        var names = new RedisNames(namespace, "chat");
        redis.cli("ZADD", names.gateways(), Long.toString(System.currentTimeMillis()), report.node());
        redis.cli("SET", names.report(report.node()), report.toJson());
    }
}
