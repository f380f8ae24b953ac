package dev.wsgateway.operator.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wsgateway.api.v1alpha1.ConsumerGroupStatus;
import dev.wsgateway.api.v1alpha1.RedisStatus;
import dev.wsgateway.api.v1alpha1.WebSocketGateway;
import dev.wsgateway.api.v1alpha1.WebSocketGatewayStatus;
import dev.wsgateway.operator.status.ConditionType;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The operator on a mock of an API server, and a Redis that nobody can reach. */
class GatewayReconcilerTest {
    private static final String NAMESPACE = "shop";
    private static final String KEY_SECRET = "backend-key";
    private static final String READS_KEY = "/api/v1/namespaces/shop/secrets/" + KEY_SECRET;
    private static final List<String> ALL_OF_CHAT = List.of(
            "ConfigMap chat",
            "Deployment chat",
            "PodDisruptionBudget chat",
            "Secret chat-binding",
            "Secret chat-push",
            "Service chat",
            "Service chat-api",
            "ServiceAccount chat");

    private static final String ORDERS = """
              streams:
              - name: orders
                append: anyone
                partitions: 1
                maxLength: 1000
                whenFull: reject
                idempotencyWindow: 5m
                consumerGroups:
                - name: order-service
                  from: earliest
                  alerts: {lag: 10000, pendingAge: 5m, deadLetters: 1}
            """;

    private final MockApiServer api = new MockApiServer();
    private final KubernetesClient client = api.client();
    private OperatorProcess operator;

    @BeforeEach
    void start() {
        operator = OperatorProcess.start(
                client,
                new OperatorSettings(
                        "localhost/wsgateway-gateway:test",
                        Set.of(NAMESPACE),
                        null,
                        "operator-1",
                        0,
                        Duration.ofHours(1),
                        Duration.ofHours(1),
                        Duration.ofMillis(200)),
                () -> {});
    }

    @AfterEach
    void stop() {
        operator.close();
        client.close();
        api.close();
    }

    @Test
    void makesAllPlannedObjectsAndOwnsThem() {
        createKey();
        WebSocketGateway chat = create("chat", "");

        patiently().untilAsserted(() -> assertThat(namesOf("chat")).isEqualTo(ALL_OF_CHAT));

        assertThat(objects())
                .allSatisfy(object -> assertThat(object.getOwnerReferenceFor(chat))
                        .hasValueSatisfying(
                                owner -> assertThat(owner.getController()).isTrue()));
    }

    @Test
    void givesPodsNeitherConfigurationNorStartBeforeTheGroupsAreThere() {
        createKey();
        create("chat", ORDERS);

        patiently()
                .untilAsserted(() -> assertThat(reason("chat", ConditionType.CONSUMER_GROUPS_PROVISIONED))
                        .contains("RedisUnreachable"));

        assertThat(namesOf("chat"))
                .containsExactly(
                        "PodDisruptionBudget chat",
                        "Secret chat-binding",
                        "Secret chat-push",
                        "Service chat",
                        "Service chat-api",
                        "ServiceAccount chat");
    }

    @Test
    void needsNoRedisWhereTheGroupsWereThereBefore() {
        createKey();
        create("chat", ORDERS);
        patiently()
                .untilAsserted(() -> assertThat(reason("chat", ConditionType.CONSUMER_GROUPS_PROVISIONED))
                        .contains("RedisUnreachable"));

        client.resources(WebSocketGateway.class)
                .inNamespace(NAMESPACE)
                .withName("chat")
                .editStatus(gateway -> {
                    gateway.setStatus(withGroup(gateway.getStatus(), "orders", "order-service"));
                    return gateway;
                });

        patiently().untilAsserted(() -> assertThat(namesOf("chat")).isEqualTo(ALL_OF_CHAT));
    }

    @Test
    void namesAMissingSecretAndStartsNoPodUntilItIsThere() {
        create("chat", "");

        patiently()
                .untilAsserted(() -> assertThat(condition("chat", ConditionType.READY))
                        .hasValueSatisfying(ready -> {
                            assertThat(ready.getStatus()).isEqualTo("False");
                            assertThat(ready.getReason()).isEqualTo("SecretMissing");
                            assertThat(ready.getMessage()).contains(KEY_SECRET);
                        }));
        assertThat(namesOf("chat")).doesNotContain("Deployment chat", "Secret chat-binding", "Secret chat-push");

        createKey();

        patiently().untilAsserted(() -> assertThat(namesOf("chat")).isEqualTo(ALL_OF_CHAT));
    }

    @Test
    void writesNothingWhereNothingChanged() {
        createKey();
        create("chat", "");
        patiently().untilAsserted(() -> assertThat(namesOf("chat")).isEqualTo(ALL_OF_CHAT));
        awaitReconciliations(3);
        List<String> before = api.writes();

        awaitReconciliations(3);

        assertThat(api.writes()).isEqualTo(before);
    }

    @Test
    void bringsBackWhatSomebodyDeletedOrChanged() {
        createKey();
        create("chat", "");
        patiently().untilAsserted(() -> assertThat(namesOf("chat")).isEqualTo(ALL_OF_CHAT));

        client.services().inNamespace(NAMESPACE).withName("chat-api").delete();
        client.apps().deployments().inNamespace(NAMESPACE).withName("chat").edit(deployment -> {
            deployment.getSpec().setReplicas(7);
            return deployment;
        });

        patiently().untilAsserted(() -> {
            assertThat(namesOf("chat")).isEqualTo(ALL_OF_CHAT);
            assertThat(client.apps()
                            .deployments()
                            .inNamespace(NAMESPACE)
                            .withName("chat")
                            .get())
                    .extracting(deployment -> deployment.getSpec().getReplicas())
                    .isEqualTo(2);
        });
    }

    @Test
    void keepsARefusedObjectFromHarmingTheOthers() {
        api.refuse(path -> path.endsWith("/configmaps/bad"));
        createKey();
        create("bad", "");
        create("chat", "");

        patiently().untilAsserted(() -> {
            assertThat(namesOf("chat")).isEqualTo(ALL_OF_CHAT);
            assertThat(namesOf("bad"))
                    .isEqualTo(ALL_OF_CHAT.stream()
                            .map(name -> name.replace("chat", "bad"))
                            .filter(name -> !name.equals("ConfigMap bad"))
                            .toList());
            assertThat(condition("bad", ConditionType.STALLED)).hasValueSatisfying(stalled -> {
                assertThat(stalled.getStatus()).isEqualTo("True");
                assertThat(stalled.getMessage()).contains("ConfigMap 'bad'").contains("a policy forbids it");
            });
            assertThat(condition("chat", ConditionType.STALLED))
                    .hasValueSatisfying(
                            stalled -> assertThat(stalled.getStatus()).isEqualTo("False"));
        });
    }

    @Test
    void leavesAnObjectOfSomebodyElseAlone() {
        createKey();
        ConfigMap foreign = client.configMaps()
                .inNamespace(NAMESPACE)
                .resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withName("chat")
                        .endMetadata()
                        .addToData("theirs", "kept")
                        .build())
                .create();
        create("chat", "");

        patiently()
                .untilAsserted(
                        () -> assertThat(reason("chat", ConditionType.STALLED)).contains("NameTaken"));

        assertThat(client.resource(foreign).get()).isEqualTo(foreign);
    }

    private WebSocketGateway create(String name, String streams) {
        return client.resource(client.getKubernetesSerialization()
                        .unmarshal(
                                """
            apiVersion: wsgateway.dev/v1alpha1
            kind: WebSocketGateway
            metadata:
              name: %s
              namespace: %s
            spec:
              replicas: 2
              redis:
                url: redis://127.0.0.1:%d
              authentication:
                anonymous: true
              api:
                keySecretRef:
                  name: %s
                  key: key
              limits:
                messageBytes: 65536
                apiRequestBytes: 1048576
                queueBytes: 1048576
                subscriptionsPerConnection: 128
                connectionsPerPod: 100000
              timeouts:
                handshake: 10s
                pingInterval: 25s
                pongTimeout: 10s
                apiIdle: 75s
              ports:
                websocket: 8001
                api: 9001
            """.formatted(name, NAMESPACE, closedPort(), KEY_SECRET) + streams,
                                WebSocketGateway.class))
                .create();
    }

    private static ConditionFactory patiently() {
        return await().atMost(Duration.ofSeconds(60));
    }

    private static int closedPort() {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void createKey() {
        client.resource(new SecretBuilder()
                        .withNewMetadata()
                        .withNamespace(NAMESPACE)
                        .withName(KEY_SECRET)
                        .endMetadata()
                        .addToData("key", "a2V5")
                        .build())
                .create();
    }

    /** A reconciliation begins by reading the Secrets. */
    private void awaitReconciliations(int count) {
        long before = api.reads(READS_KEY);
        patiently().until(() -> api.reads(READS_KEY) > before + count);
    }

    private Stream<? extends HasMetadata> objects() {
        return Stream.of(
                        ConfigMap.class,
                        Deployment.class,
                        PodDisruptionBudget.class,
                        Secret.class,
                        Service.class,
                        ServiceAccount.class)
                .flatMap(type -> client.resources(type).inNamespace(NAMESPACE).list().getItems().stream())
                .filter(object -> !object.getMetadata().getName().equals(KEY_SECRET));
    }

    private List<String> namesOf(String gateway) {
        return objects()
                .filter(object -> object.getMetadata().getName().startsWith(gateway))
                .map(object -> object.getKind() + " " + object.getMetadata().getName())
                .sorted()
                .toList();
    }

    private Optional<Condition> condition(String gateway, ConditionType type) {
        WebSocketGatewayStatus status = client.resources(WebSocketGateway.class)
                .inNamespace(NAMESPACE)
                .withName(gateway)
                .get()
                .getStatus();
        return status == null
                ? Optional.empty()
                : status.conditions().stream()
                        .filter(condition -> condition.getType().equals(type.text()))
                        .findFirst();
    }

    private Optional<String> reason(String gateway, ConditionType type) {
        return condition(gateway, type).map(Condition::getReason);
    }

    private static WebSocketGatewayStatus withGroup(WebSocketGatewayStatus status, String stream, String group) {
        return new WebSocketGatewayStatus(
                status.observedGeneration(),
                status.conditions(),
                status.replicas(),
                status.readyReplicas(),
                status.selector(),
                status.connections(),
                status.drain(),
                status.endpoints(),
                new RedisStatus(
                        null,
                        List.of(),
                        List.of(stream),
                        List.of(),
                        List.of(new ConsumerGroupStatus(stream, group, null, null, null, null, null)),
                        null,
                        null),
                status.binding(),
                status.lastHistoryLoss());
    }
}
