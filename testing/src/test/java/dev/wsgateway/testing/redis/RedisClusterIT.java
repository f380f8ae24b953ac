package dev.wsgateway.testing.redis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RedisClusterIT {
    @Test
    void movesASlotWithItsKeysAndFailsOver() {
        try (RedisCluster cluster =
                RedisCluster.started(1, RedisOptions.standard().onlyFor("app", "secret"))) {
            RedisServer owner = cluster.ownerOf("key");
            assertThat(owner.cli("SET", "key", "1")).isEqualTo("OK");
            RedisServer other = cluster.otherThan(owner);
            cluster.move(cluster.slot("key"), other);
            assertThat(cluster.ownerOf("key")).isEqualTo(other);
            assertThat(other.cli("GET", "key")).isEqualTo("1");
            RedisServer promoted = cluster.failOver(other);
            assertThat(promoted.cli("GET", "key")).isEqualTo("1");
            promoted.kill();
            assertThat(cluster.awaitReplacement(promoted, cluster.slot("key")).cli("GET", "key"))
                    .isEqualTo("1");
        }
    }
}
