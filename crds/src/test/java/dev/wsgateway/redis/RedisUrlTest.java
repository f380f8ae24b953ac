package dev.wsgateway.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wsgateway.redis.RedisUrl.Form;
import dev.wsgateway.redis.RedisUrl.Node;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedisUrlTest {
    @Test
    void readsOneServer() {
        assertThat(RedisUrl.parse("redis://redis"))
                .isEqualTo(new RedisUrl(Form.SINGLE, false, List.of(new Node("redis", 6379)), 0, null));
        assertThat(RedisUrl.parse("rediss://[::1]:7000/2"))
                .isEqualTo(new RedisUrl(Form.SINGLE, true, List.of(new Node("::1", 7000)), 2, null));
    }

    @Test
    void readsSentinels() {
        assertThat(RedisUrl.parse("redis-sentinel://a,b:7001,[::1]/3#main"))
                .isEqualTo(new RedisUrl(
                        Form.SENTINEL,
                        false,
                        List.of(new Node("a", 26379), new Node("b", 7001), new Node("::1", 26379)),
                        3,
                        "main"));
    }

    @Test
    void readsSeedsOfACluster() {
        assertThat(RedisUrl.parse("rediss-cluster://a,b:7001"))
                .isEqualTo(
                        new RedisUrl(Form.CLUSTER, true, List.of(new Node("a", 6379), new Node("b", 7001)), 0, null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "redis",
                "http://redis:6379",
                "redis://user:password@redis:6379",
                "redis://a,b",
                "redis://a#main",
                "redis-sentinel://a,b",
                "redis-cluster://a/1",
                "redis-cluster://a#main",
                "redis-cluster://a,",
                "redis://a:70000"
            })
    void refusesWhatIsNone(String url) {
        assertThatThrownBy(() -> RedisUrl.parse(url))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(url)
                .hasMessageContaining("write ");
    }
}
