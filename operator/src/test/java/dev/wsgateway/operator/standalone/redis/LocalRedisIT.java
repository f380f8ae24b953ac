package dev.wsgateway.operator.standalone.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wsgateway.operator.plan.SecretFile;
import dev.wsgateway.operator.plan.SecretValues;
import dev.wsgateway.operator.standalone.process.Pids;
import dev.wsgateway.operator.standalone.process.StateDirectory;
import dev.wsgateway.operator.standalone.process.Supervisor;
import dev.wsgateway.testing.Ports;
import dev.wsgateway.testing.redis.RedisServer;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalRedisIT {
    private static final SecretValues NO_SECRETS = new SecretValues(Map.of());

    @TempDir
    Path directory;

    private final List<String> events = new ArrayList<>();
    private StateDirectory state;
    private Supervisor supervisor;

    @BeforeEach
    void open() throws IOException {
        state = StateDirectory.open(directory.resolve("state"));
        supervisor = new Supervisor(InstantSource.system(), new Pids(state.file("pids")), events::add, List.of());
    }

    @AfterEach
    void close() throws IOException {
        supervisor.close();
        state.close();
    }

    @Test
    void startsOneWithTheUsersPasswordWhereNothingAnswers() throws Exception {
        int port = Ports.free();
        String url = "redis://localhost:" + port;
        String password = "it's \"quoted\" \\ text";
        SecretValues secrets =
                new SecretValues(Map.of(SecretFile.REDIS_PASSWORD, password.getBytes(StandardCharsets.UTF_8)));
        LocalRedis redis = new LocalRedis(installed());
        supervisor.ensure(redis.processFor(url, secrets, state).orElseThrow());
        assertThat(LocalRedis.awaitAnswer(url, Duration.ofSeconds(20))).isTrue();
        RedisURI uri = RedisURI.builder(RedisURI.create(url))
                .withPassword(password.toCharArray())
                .build();
        try (RedisClient client = RedisClient.create(uri)) {
            assertThat(client.connect().sync().ping()).isEqualTo("PONG");
        }
        assertThat(redis.processFor(url, secrets, state)).as("it answers now").isEmpty();
    }

    @Test
    void startsNoneOnAnotherMachineOrForTls() {
        LocalRedis redis = new LocalRedis(installed());
        assertThatThrownBy(() -> redis.processFor("redis://redis.invalid:6379", NO_SECRETS, state))
                .hasMessageContaining("nothing answers at spec.redis.url, redis://redis.invalid:6379");
        assertThatThrownBy(() -> redis.processFor("rediss://localhost:" + Ports.free(), NO_SECRETS, state))
                .hasMessageContaining("start a Redis there");
    }

    @Test
    void takesSentinelsAndAClusterThatAnswerAndStartsNone() throws Exception {
        LocalRedis redis = new LocalRedis(installed());
        int free = Ports.free();
        try (RedisServer server = RedisServer.started()) {
            for (String url : List.of(
                    "redis-sentinel://localhost:" + free + ",localhost:" + server.port() + "#main",
                    "redis-cluster://localhost:" + free + ",localhost:" + server.port())) {
                assertThat(redis.processFor(url, NO_SECRETS, state)).isEmpty();
            }
        }
        assertThatThrownBy(() -> redis.processFor("redis-cluster://localhost:" + free, NO_SECRETS, state))
                .hasMessageContaining("nothing answers at spec.redis.url");
    }

    @Test
    void takesTheFirstProgramThatIsNewEnough() throws Exception {
        Path old = program("old", "redis-server", "Redis server v=6.0.16 sha=00000000:0 bits=64");
        Path valkey = program("new", "valkey-server", "Valkey server v=9.1.2 sha=00000000:0 bits=64");
        RedisProgram finder =
                new RedisProgram(List.of(old.getParent(), valkey.getParent()), wheel("python3"), events::add);
        assertThat(finder.find()).isEqualTo(valkey);
        assertThat(events).singleElement().asString().contains("is of version 6, older than 7.0: not used");
    }

    @Test
    void saysWhatToInstallWhenThereIsNoneAndNoneCanBeFetched() throws IOException {
        Path python = program("bin", "python3", "no matching distribution found");
        Files.writeString(python, "#!/bin/sh\necho no matching distribution found\nexit 1\n");
        assertThatThrownBy(() -> new RedisProgram(List.of(), wheel(python.toString()), events::add).find())
                .hasMessageContaining("no redis-server or valkey-server 7.0 or newer is on the PATH")
                .hasMessageContaining("no matching distribution found")
                .hasMessageContaining("apt-get install redis-server");
    }

    private ValkeyWheel wheel(String python) {
        return new ValkeyWheel(directory.resolve("valkey"), python, _ -> {});
    }

    private Path program(String folder, String name, String output) throws IOException {
        Path program = Files.createDirectories(directory.resolve(folder)).resolve(name);
        Files.writeString(program, "#!/bin/sh\necho '" + output + "'\n");
        return Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    }

    private RedisProgram installed() {
        List<Path> path =
                Arrays.stream(System.getenv("PATH").split(":")).map(Path::of).toList();
        return new RedisProgram(path, wheel("python3"), events::add);
    }
}
