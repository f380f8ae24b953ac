package dev.wsgateway.e2e.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wsgateway.redis.PartitionLayout;
import dev.wsgateway.redis.RedisNames;
import dev.wsgateway.testing.redis.RedisServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The consumers in {@code examples/}, as they stand there, with the scripts in {@code crds/pull}. */
class ExamplesIT {
    private static final RedisNames NAMES = new RedisNames("shop", "chat");
    private static final PartitionLayout LAYOUT = PartitionLayout.initial(3);
    private static final Path EXAMPLES = Path.of("../examples").toAbsolutePath();
    private static final Path TARGET = Path.of("target/examples").toAbsolutePath();

    enum Language {
        PYTHON {
            @Override
            List<String> command() throws Exception {
                Path python = EXAMPLES.resolve("python");
                return List.of(
                        OtherSdksIT.environment(python.resolve("requirements.txt"))
                                .resolve("bin/python")
                                .toString(),
                        python.resolve("consumer.py").toString());
            }
        },
        NODE {
            @Override
            List<String> command() throws Exception {
                Path copy = Files.createDirectories(TARGET.resolve("node"));
                for (String file : List.of("package.json", "package-lock.json", "consumer.mjs")) {
                    Files.write(copy.resolve(file), Files.readAllBytes(EXAMPLES.resolve("node/" + file)));
                }
                SdkClient.run(copy, "npm", "ci", "--no-audit", "--no-fund");
                return List.of("node", copy.resolve("consumer.mjs").toString());
            }
        },
        GO {
            @Override
            List<String> command() throws Exception {
                Path program = TARGET.resolve("go-consumer");
                SdkClient.run(EXAMPLES.resolve("go"), "go", "build", "-o", program.toString(), ".");
                return List.of(program.toString());
            }
        },
        JAVA {
            @Override
            List<String> command() {
                return List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        Path.of("../gateway/target/dist").toAbsolutePath() + "/*",
                        EXAMPLES.resolve("java/Consumer.java").toString());
            }
        };

        abstract List<String> command() throws Exception;
    }

    /** A message that a consumer says it has handled. */
    private record Handled(String partition, String id, String key, int number) {
        static Handled of(String line) {
            String[] words = line.split(" ", -1);
            return new Handled(words[0], words[1], words[2], Integer.parseInt(words[3]));
        }
    }

    /** A consumer in a process of its own. */
    private record Consumer(Process process, Path output) implements AutoCloseable {
        static Consumer start(String name, List<String> command, RedisServer redis) throws IOException {
            Path output = Files.createTempFile(Files.createDirectories(TARGET), name, ".out");
            ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(output.toFile());
            builder.redirectError(ProcessBuilder.Redirect.INHERIT);
            builder.environment()
                    .putAll(Map.of(
                            "REDIS_URL",
                            redis.url(),
                            "GATEWAY",
                            "shop/chat",
                            "STREAM",
                            "orders",
                            "GROUP",
                            "g",
                            "CONSUMER",
                            name,
                            "PARTITIONS",
                            "3",
                            "SCRIPTS",
                            Path.of("../crds/pull").toAbsolutePath().toString()));
            return new Consumer(builder.start(), output);
        }

        // The last line may be half written.
        List<Handled> handled() {
            try {
                String text = Files.readString(output);
                return text.substring(0, text.lastIndexOf('\n') + 1)
                        .lines()
                        .map(Handled::of)
                        .toList();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        void kill() {
            process.destroyForcibly();
        }

        @Override
        public void close() {
            kill();
        }
    }

    private static void add(RedisServer redis, int round) {
        for (int key = 0; key < 6; key++) {
            String entries = NAMES.entries("orders", LAYOUT.current().partitionOf("k" + key));
            redis.cli("XADD", entries, "*", "data", Integer.toString(round), "key", "k" + key);
        }
    }

    @ParameterizedTest
    @EnumSource
    void eachMessageIsHandledInTheOrderOfItsKeyThoughAConsumerIsKilled(Language language) throws Exception {
        List<String> command = language.command();
        try (RedisServer redis = RedisServer.started()) {
            LAYOUT.current()
                    .numbers()
                    .forEach(partition ->
                            redis.cli("XGROUP", "CREATE", NAMES.entries("orders", partition), "g", "0", "MKSTREAM"));
            redis.cli("HSET", NAMES.layouts(), "orders", LAYOUT.toJson());
            try (Consumer first = Consumer.start("first", command, redis)) {
                IntStream.range(0, 10).forEach(round -> add(redis, round));
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> first.handled().size() > 30);
                try (Consumer second = Consumer.start("second", command, redis)) {
                    IntStream.range(10, 20).forEach(round -> add(redis, round));
                    first.kill();
                    IntStream.range(20, 30).forEach(round -> add(redis, round));
                    await().atMost(Duration.ofSeconds(60))
                            .untilAsserted(() -> assertThat(inOrder(first, second))
                                    .hasSize(6)
                                    .allSatisfy((key, numbers) -> assertThat(numbers)
                                            .as(key)
                                            .containsExactlyElementsOf(IntStream.range(0, 30)
                                                    .boxed()
                                                    .toList())));
                }
            }
        }
    }

    /** What was handled of each key, in its order, each entry once. */
    private static Map<String, List<Integer>> inOrder(Consumer first, Consumer second) {
        Map<String, Handled> once = new LinkedHashMap<>();
        List<Handled> all = new ArrayList<>(first.handled());
        all.addAll(second.handled());
        all.forEach(handled -> once.putIfAbsent(handled.partition() + " " + handled.id(), handled));
        Map<String, List<Integer>> byKey = new HashMap<>();
        once.values()
                .forEach(handled -> byKey.computeIfAbsent(handled.key(), key -> new ArrayList<>())
                        .add(handled.number()));
        return byKey;
    }
}
