package dev.wsgateway.testing.redis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RedisSentinelsIT {
    @Test
    void promotesAReplicaThatHasAllOfTheMaster() {
        try (RedisSentinels set = RedisSentinels.started(
                1,
                RedisOptions.standard().onlyFor("app", "secret"),
                new RedisOptions.User("watcher", "other-secret"))) {
            RedisServer first = set.master();
            first.cli("SET", "key", "1");
            set.replicas().getFirst().awaitInSync(first);
            RedisServer second = set.killMaster();
            assertThat(second.cli("GET", "key")).isEqualTo("1");
            assertThat(second.cli("SET", "key", "2")).isEqualTo("OK");
        }
    }
}
