package dev.wsgateway.operator.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsgateway.redis.RedisNames;
import dev.wsgateway.testing.redis.RedisOptions;
import dev.wsgateway.testing.redis.RedisServer;
import dev.wsgateway.testing.redis.ServerCertificate;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RedisTlsIT {
    @TempDir
    private Path folder = Path.of(".");

    @Test
    void trustsTheCertificateOfTheSecretAndNoOther() throws Exception {
        ServerCertificate certificate = ServerCertificate.create(folder);
        try (RedisServer server = RedisServer.started(RedisOptions.standard().withTls(certificate))) {
            String url = server.url();

            assertThat(observe(url, certificate.pem())).isInstanceOf(RedisObservation.Available.class);
            assertThat(observe(url, null))
                    .isInstanceOfSatisfying(
                            RedisObservation.Unavailable.class,
                            seen -> assertThat(seen.problem()).isEqualTo(RedisProblem.TLS_FAILED));
        }
    }

    private static RedisObservation observe(String url, @Nullable String caPem) {
        try (RedisWatch watch = new RedisWatch(
                HostNames.OF_THIS_MACHINE, Duration.ofHours(1), Duration.ofSeconds(5), Clock.systemUTC(), _ -> {})) {
            return watch.observe(new RedisRequest(
                    new RedisNames("shop", "chat"), new RedisTarget(url, null, null, caPem), List.of(), Set.of()));
        }
    }
}
