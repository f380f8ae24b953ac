package dev.wsgateway.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wsgateway.testing.redis.RedisServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainIT {
    @TempDir
    private Path folder;

    private Process start(Map<String, String> more) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dlogback.configurationFile=logback.xml",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "dev.wsgateway.gateway.Main")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile());
        builder.environment().put("WSGATEWAY_CONFIG_DIRECTORY", folder.toString());
        builder.environment().put("WSGATEWAY_SECRETS_DIRECTORY", folder.toString());
        builder.environment().put("WSGATEWAY_BIND_ADDRESS", "127.0.0.1");
        builder.environment().put("WSGATEWAY_NODE", "g1");
        builder.environment().putAll(more);
        return builder.start();
    }

    private String log() throws IOException {
        return Files.readString(folder.resolve("log"));
    }

    @Test
    void endsWithZeroAfterSigterm() throws Exception {
        try (RedisServer redis = RedisServer.started()) {
            Files.writeString(
                    folder.resolve("gateway.json"),
                    Configs.config(redis.url()).build().toJson());
            Process process = start(Map.of());
            try {
                await().atMost(Duration.ofSeconds(60))
                        .until(() ->
                                redis.cli("EXISTS", "wsg:{shop/chat}:report:g1").equals("1"));
                process.destroy();
                assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            } finally {
                process.destroyForcibly();
            }
            assertThat(process.exitValue()).isZero();
            assertThat(redis.cli("EXISTS", "wsg:{shop/chat}:report:g1")).isEqualTo("0");
            assertThat(log().lines().filter(line -> line.contains("\"message\"")))
                    .allMatch(line -> line.startsWith("{\"@timestamp\":\"") && line.endsWith("}"))
                    .anyMatch(line -> line.contains("\"message\":\"started\"") && line.contains("\"node\":\"g1\""))
                    .anyMatch(line -> line.contains("\"message\":\"stopped\""));
        }
    }

    @Test
    void endsWithTwoAndSaysWhyWhenItsConfigurationMakesNoSense() throws Exception {
        Files.writeString(folder.resolve("gateway.json"), "{\"namespace\":\"shop\"}");
        Process process = start(Map.of());
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(2);
        assertThat(log()).contains("\"error\":\"gateway.json: ").contains("'name' is missing");
    }

    @Test
    void endsWithTwoAndNamesAVariableThatMakesNoSense() throws Exception {
        Process process = start(Map.of("WSGATEWAY_API_PORT", "http"));
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(2);
        assertThat(log()).contains("WSGATEWAY_API_PORT is 'http': write a port from 1 to 65535");
    }
}
