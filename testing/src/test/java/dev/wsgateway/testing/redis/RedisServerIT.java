package dev.wsgateway.testing.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsgateway.testing.redis.RedisOptions.Persistence;
import org.junit.jupiter.api.Test;

class RedisServerIT {
    @Test
    void keepsWhatWasWrittenThroughARestart() {
        try (RedisServer redis = RedisServer.started()) {
            redis.cli("SET", "key", "déjà vu");
            redis.restart();
            assertThat(redis.cli("GET", "key")).isEqualTo("déjà vu");
            redis.restartEmpty();
            assertThat(redis.cli("EXISTS", "key")).isEqualTo("0");
        }
    }

    @Test
    void goesBackToItsCheckpoint() {
        try (RedisServer redis = RedisServer.started()) {
            redis.cli("SET", "key", "1");
            redis.checkpoint();
            redis.cli("SET", "key", "2");
            redis.crashBackToCheckpoint();
            assertThat(redis.cli("GET", "key")).isEqualTo("1");
        }
    }

    @Test
    void losesAllWithoutPersistence() {
        try (RedisServer redis = RedisServer.started(RedisOptions.standard().persisting(Persistence.NONE))) {
            redis.cli("SET", "key", "1");
            redis.restart();
            assertThat(redis.cli("EXISTS", "key")).isEqualTo("0");
        }
    }

    @Test
    void aReplicaFallsBehindAndCatchesUp() {
        try (RedisServer master = RedisServer.started();
                RedisServer replica = RedisServer.started()) {
            replica.replicate(master);
            master.cli("SET", "key", "1");
            replica.awaitInSync(master);
            assertThat(replica.cli("GET", "key")).isEqualTo("1");
            replica.fallBehind(master);
            master.cli("SET", "key", "2");
            assertThat(replica.cli("GET", "key")).isEqualTo("1");
            replica.catchUp();
            replica.awaitInSync(master);
            assertThat(replica.cli("GET", "key")).isEqualTo("2");
        }
    }

    @Test
    void letsInTheOneUserOnly() {
        try (RedisServer redis = RedisServer.started(RedisOptions.standard().onlyFor("app", "secret"))) {
            assertThat(redis.cli("ACL", "WHOAMI")).isEqualTo("app");
        }
    }

    @Test
    void printsRepliesAsRedisCliDoes() {
        try (RedisServer redis = RedisServer.started()) {
            redis.cli("XADD", "stream", "1-0", "name", "value");
            assertThat(redis.cli("XRANGE", "stream", "-", "+")).isEqualTo("1-0\nname\nvalue");
            assertThat(redis.cli("GET", "stream")).startsWith("WRONGTYPE ");
            assertThat(redis.cli("GET", "nothing")).isEmpty();
        }
    }
}
