package dev.wsgateway.operator.redis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostNamesTest {
    @ParameterizedTest
    @CsvSource({
        "redis, redis.shop.svc",
        "redis.data, redis.data",
        "redis.data.svc.cluster.local, redis.data.svc.cluster.local",
        "cache.example.com, cache.example.com",
        "localhost, localhost",
        "127.0.0.1, 127.0.0.1",
        "::1, ::1",
    })
    void aNameWithoutADotIsAServiceOfTheGatewaysNamespace(String host, String resolvable) {
        assertThat(HostNames.OF_THE_GATEWAYS_NAMESPACE.resolvable(host, "shop")).isEqualTo(resolvable);
    }

    @Test
    void aMachineTakesNamesAsTheyAre() {
        assertThat(HostNames.OF_THIS_MACHINE.resolvable("redis", "shop")).isEqualTo("redis");
    }
}
