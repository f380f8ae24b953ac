package dev.wsgateway.e2e.apiserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wsgateway.redis.RedisNames;
import dev.wsgateway.testing.redis.RedisServer;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Redis, and the Secrets around it, going wrong and right again. Nobody but the test touches anything in between. */
@ExtendWith(OperatorExtension.class)
class RedisFaultsIT {
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
    void makesTheConsumerGroups(TestNamespace namespace) {
        new Chat(namespace).apply(redis.url()).awaitCondition("ConsumerGroupsProvisioned", "True", "Provisioned");
        assertThat(groups(namespace)).contains("order-service");
    }

    @Test
    void makesALostGroupAgain(TestNamespace namespace) {
        Chat chat = new Chat(namespace).apply(redis.url());
        chat.awaitCondition("ConsumerGroupsProvisioned", "True", "Provisioned");

        redis.cli("FLUSHALL");

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(groups(namespace)).contains("order-service"));
    }

    @Test
    void recoversByItselfAfterRedisWasAwayFromTheStart(TestNamespace namespace) {
        redis.stop();
        Chat chat = new Chat(namespace).apply(redis.url());
        assertThat(chat.awaitCondition("RedisAvailable", "False", "RedisUnreachable")
                        .getMessage())
                .contains(redis.url(), "check spec.redis.url");

        redis.start();

        chat.awaitCondition("RedisAvailable", "True", "Available");
        chat.awaitCondition("ConsumerGroupsProvisioned", "True", "Provisioned");
    }

    /** java-operator-sdk's own retries would be used up after half a minute. */
    @Test
    void recoversByItselfAfterRedisWasAwayForLongerThanAnyRetryBudget(TestNamespace namespace) {
        Chat chat = new Chat(namespace).apply(redis.url());
        chat.awaitCondition("RedisAvailable", "True", "Available");

        redis.stop();
        chat.awaitCondition("RedisAvailable", "False", "RedisUnreachable");
        await().during(Duration.ofSeconds(45))
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(
                        () -> assertThat(Chat.condition(chat.resource().get().getStatus(), "RedisAvailable"))
                                .hasValueSatisfying(condition ->
                                        assertThat(condition.getStatus()).isEqualTo("False")));
        redis.start();

        chat.awaitCondition("RedisAvailable", "True", "Available");
    }

    @Test
    void saysThatTheHostIsUnknown(TestNamespace namespace) {
        assertThat(new Chat(namespace)
                        .apply("redis://no-such-host.invalid:6379")
                        .awaitCondition("RedisAvailable", "False", "RedisUnreachable")
                        .getMessage())
                .contains("no-such-host.invalid");
    }

    @Test
    void saysThatThePasswordIsMissingOrWrongAndTakesTheRightOneUp(TestNamespace namespace) {
        redis.cli("CONFIG", "SET", "requirepass", "right");
        Chat chat = new Chat(namespace).apply(redis.url());
        chat.awaitCondition("RedisAvailable", "False", "RedisAuthenticationFailed");

        secret(namespace, "password", "wrong");
        chat.applyWithCredentials(redis.url());
        assertThat(chat.awaitCondition("RedisAvailable", "False", "RedisAuthenticationFailed")
                        .getMessage())
                .contains("spec.redis.credentialsSecretRef");

        secret(namespace, "password", "right");
        chat.awaitCondition("RedisAvailable", "True", "Available");
    }

    @Test
    void saysThatASecretIsMissingAndThenItsKey(TestNamespace namespace) {
        redis.cli("CONFIG", "SET", "requirepass", "right");
        Chat chat = new Chat(namespace).applyWithCredentials(redis.url());
        assertThat(chat.awaitCondition("Ready", "False", "SecretMissing").getMessage())
                .contains("'redis'", "'password'");

        secret(namespace, "passwrd", "right");
        assertThat(chat.awaitCondition("Ready", "False", "SecretKeyMissing").getMessage())
                .contains("'password'");
        chat.awaitCondition("Stalled", "True", "SecretKeyMissing");

        secret(namespace, "password", "right");
        chat.awaitCondition("RedisAvailable", "True", "Available");
        chat.awaitCondition("Stalled", "False", "NotStalled");
    }

    private static void secret(TestNamespace namespace, String key, String value) {
        namespace
                .kubectl()
                .runWithInput(
                        "{apiVersion: v1, kind: Secret, metadata: {name: redis}, stringData: {%s: %s}}"
                                .formatted(key, value),
                        "apply",
                        "-f",
                        "-")
                .orFail();
    }

    private String groups(TestNamespace namespace) {
        return redis.cli("XINFO", "GROUPS", new RedisNames(namespace.name(), "chat").entries("orders", 0));
    }
}
