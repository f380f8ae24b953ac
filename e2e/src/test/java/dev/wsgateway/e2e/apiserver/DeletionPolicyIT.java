package dev.wsgateway.e2e.apiserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wsgateway.api.v1alpha1.WebSocketGateway;
import dev.wsgateway.redis.RedisNames;
import dev.wsgateway.testing.redis.RedisServer;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What becomes of the data in Redis when a gateway is deleted. */
@ExtendWith(OperatorExtension.class)
class DeletionPolicyIT {
    private static final String DELETE = "  deletionPolicy: Delete\n  drain: {period: 1s}\n";

    private RedisServer redis;

    @BeforeEach
    void startRedis() {
        redis = RedisServer.started();
    }

    @AfterEach
    void stopRedis() {
        redis.close();
    }

    @Test
    void theDefaultKeepsItAndHasNoFinalizer(TestNamespace namespace) {
        Chat chat = provisioned(namespace, "");
        assertThat(chat.resource().get().getFinalizers()).isEmpty();

        namespace.kubectl().run("delete", "wsg/chat", "--timeout=30s").orFail();

        assertThat(redis.cli("EXISTS", names(namespace).entries("orders", 0))).isEqualTo("1");
    }

    @Test
    void deleteRemovesAllOfIt(TestNamespace namespace) {
        provisioned(namespace, DELETE);
        RedisNames names = names(namespace);
        redis.cli("XADD", names.history("news:a"), "*", "d", "1");
        redis.cli("SET", new RedisNames(namespace.name(), "chat2").drain(), "1");

        namespace.kubectl().run("delete", "wsg/chat", "--timeout=60s").orFail();

        assertThat(redis.cli("KEYS", "*")).isEqualTo(new RedisNames(namespace.name(), "chat2").drain());
        awaitEvent(namespace, "KeysRemoved");
        await().untilAsserted(() -> assertThat(namespace
                        .kubectl()
                        .run("get", "deployment,service", "-o", "name")
                        .out())
                .isEmpty());
    }

    @Test
    void deleteWaitsForThePods(TestNamespace namespace) {
        Chat chat = provisioned(namespace, "  deletionPolicy: Delete\n  drain: {period: 1h}\n");
        RedisNames names = names(namespace);
        redis.cli("ZADD", names.gateways(), "1", "chat-0");
        redis.cli("SET", names.report("chat-0"), "{\"node\":\"chat-0\"}");

        namespace.kubectl().run("delete", "wsg/chat", "--wait=false").orFail();

        chat.awaitStatus(status -> assertThat(Chat.condition(status, "Ready"))
                .hasValueSatisfying(ready -> assertThat(ready.getMessage()).startsWith("the pods end first")));
        assertThat(redis.cli("EXISTS", names.entries("orders", 0))).isEqualTo("1");
        redis.cli("DEL", names.report("chat-0"));
        awaitGone(chat);
        assertThat(redis.cli("DBSIZE")).isEqualTo("0");
    }

    @Test
    void aRedisThatIsAwayHoldsNothingUpForEver(TestNamespace namespace) {
        Chat chat = provisioned(namespace, DELETE);
        redis.kill();

        namespace.kubectl().run("delete", "wsg/chat", "--timeout=60s").orFail();

        awaitGone(chat);
        awaitEvent(namespace, "KeysLeft");
        assertThat(namespace.kubectl().run("get", "events").out())
                .contains(names(namespace).allKeys());
    }

    @Test
    void retainMeanwhileLetsItGo(TestNamespace namespace) {
        Chat chat = provisioned(namespace, "  deletionPolicy: Delete\n  drain: {period: 1h}\n");
        redis.kill();
        namespace.kubectl().run("delete", "wsg/chat", "--wait=false").orFail();
        chat.awaitCondition("Ready", "False", "Deleting");

        namespace
                .kubectl()
                .run("patch", "wsg/chat", "--type=merge", "-p", "{\"spec\":{\"deletionPolicy\":\"Retain\"}}")
                .orFail();

        awaitGone(chat);
    }

    private Chat provisioned(TestNamespace namespace, String more) {
        Chat chat = new Chat(namespace).apply(redis.url(), more);
        chat.awaitCondition("ConsumerGroupsProvisioned", "True", "Provisioned");
        if (!more.isEmpty()) {
            await().until(() -> chat.resource().get().hasFinalizer("wsgateway.dev/redis-keys"));
        }
        return chat;
    }

    private static void awaitGone(Chat chat) {
        await().atMost(Duration.ofSeconds(60)).until(() -> {
            WebSocketGateway gateway = chat.resource().get();
            return gateway == null;
        });
    }

    private static void awaitEvent(TestNamespace namespace, String reason) {
        await().untilAsserted(() ->
                assertThat(namespace.kubectl().run("get", "events").out()).contains(reason));
    }

    private static RedisNames names(TestNamespace namespace) {
        return new RedisNames(namespace.name(), "chat");
    }
}
