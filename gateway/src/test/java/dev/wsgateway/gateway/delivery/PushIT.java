package dev.wsgateway.gateway.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wsgateway.config.GatewayConfig;
import dev.wsgateway.gateway.Configs;
import dev.wsgateway.gateway.RunningGateway;
import dev.wsgateway.gateway.TestClient;
import dev.wsgateway.gateway.delivery.StubBackend.Answer;
import dev.wsgateway.redis.RedisNames;
import dev.wsgateway.testing.redis.RedisServer;
import dev.wsgateway.testing.redis.ServerCertificate;
import java.net.URI;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PushIT {
    private static final Duration LONG = Duration.ofSeconds(30);

    private final RedisServer redis = RedisServer.started();
    private final RedisNames names = new RedisNames("shop", "chat");
    private final String entries = names.entries("orders", 0);
    private final String dead = names.dead("orders", 0, "audit");
    private final List<RunningGateway> gateways = new ArrayList<>();
    private StubBackend backend = StubBackend.started();

    @BeforeEach
    void group() {
        redis.cli("XGROUP", "CREATE", entries, "audit", "0", "MKSTREAM");
    }

    @AfterEach
    void stop() {
        gateways.forEach(RunningGateway::close);
        backend.close();
        redis.close();
    }

    private GatewayConfig.Push push(URI url) {
        return new GatewayConfig.Push(
                url,
                16,
                3,
                Duration.ofSeconds(2),
                Duration.ofMillis(50),
                Duration.ofMillis(200),
                "application/json",
                20);
    }

    private GatewayConfig config(GatewayConfig.Push push) {
        return Configs.config(redis.url())
                .streams(List.of(new GatewayConfig.Stream(
                        "orders",
                        GatewayConfig.Sender.ANYONE,
                        100_000,
                        GatewayConfig.WhenFull.REJECT,
                        Duration.ofMinutes(5),
                        List.of(new GatewayConfig.ConsumerGroup("audit", push)))))
                .build();
    }

    private RunningGateway start() {
        RunningGateway gateway =
                RunningGateway.ready("g" + gateways.size(), config(push(backend.url("/events?of=orders"))));
        gateways.add(gateway);
        return gateway;
    }

    private String add(String key, Object data) {
        return redis.cli("XADD", entries, "*", "data", String.valueOf(data), "key", key);
    }

    private String pending() {
        return redis.cli("XPENDING", entries, "audit").lines().findFirst().orElseThrow();
    }

    private void awaitAllDone() {
        await().atMost(LONG).untilAsserted(() -> {
            assertThat(redis.cli("XINFO", "GROUPS", entries)).endsWith("lag\n0");
            assertThat(pending()).isEqualTo("0");
        });
    }

    private static List<String> numbers(int from, int to) {
        return IntStream.range(from, to).mapToObj(String::valueOf).toList();
    }

    @Test
    void aClientsMessageIsPostedAsACloudEventAndAcknowledged() {
        RunningGateway gateway = start();
        TestClient client = gateway.connect();
        String reply = client.command("\"rpc\":{\"method\":\"orders?id=m%2F1&key=k%C3%BC\",\"data\":{\"item\":1}}");
        await().atMost(LONG).until(() -> !backend.calls().isEmpty());
        awaitAllDone();
        StubBackend.Call call = backend.calls().getFirst();
        assertThat(call.body()).isEqualTo("{\"item\":1}");
        assertThat(call.path()).isEqualTo("/events?of=orders");
        assertThat(reply).contains("{\"id\":\"" + call.id() + "\"}");
        assertThat(call.headers())
                .containsEntry("content-type", "application/json")
                .containsEntry("ce-specversion", "1.0")
                .containsEntry("ce-type", "dev.wsgateway.message")
                .containsEntry("ce-source", "/shop/chat/streams/orders/0")
                .containsEntry("ce-partitionkey", "k%C3%BC")
                .containsEntry("ce-messageid", "m/1")
                .containsEntry("ce-clientid", client.client())
                .containsEntry("ce-attempt", "1")
                .doesNotContainKeys("ce-userid", "upgrade");
        assertThat(call.header("ce-time")).matches("20..-..-..T..:..:[0-9.]+Z");
        assertThat(call.header("ce-fencingtoken")).matches("[0-9]+");
        assertThat(call.header("traceparent")).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]");
        assertThat(backend.calls()).hasSize(1);
        assertThat(gateway.get("/metrics").body())
                .contains("wsgateway_push_call_duration_seconds_count{group=\"audit\",result=\"delivered\","
                        + "stream=\"orders\"} 1");
        client.close();
    }

    @Test
    void keysGoOnSideBySideAndEachIsInOrder() {
        for (int i = 0; i < 600; i++) {
            add("k" + i % 20, i);
        }
        start();
        awaitAllDone();
        for (int key = 0; key < 20; key++) {
            int first = key;
            assertThat(backend.bodies("k" + key))
                    .isEqualTo(IntStream.range(0, 30)
                            .mapToObj(i -> "" + (first + 20 * i))
                            .toList());
        }
        assertThat(backend.mostOfOneKey()).isEqualTo(1);
    }

    @Test
    void aFailedCallIsRepeatedWithTheNextAttemptWhileItsKeyWaitsAndOthersGoOn() {
        CountDownLatch otherIsDone = new CountDownLatch(1);
        backend.answer(call -> {
            if (call.key().equals("b")) {
                otherIsDone.countDown();
                return Answer.of(200);
            }
            if (call.body().equals("1") && call.attempt() == 1) {
                try {
                    assertThat(otherIsDone.await(20, TimeUnit.SECONDS)).isTrue();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
            return Answer.of(call.body().equals("1") && call.attempt() < 3 ? 500 : 200);
        });
        add("a", 1);
        add("a", 2);
        add("b", 3);
        GatewayConfig.Push patient = new GatewayConfig.Push(
                backend.url("/"),
                16,
                3,
                Duration.ofSeconds(30),
                Duration.ofMillis(50),
                Duration.ofMillis(200),
                "application/json",
                20);
        gateways.add(RunningGateway.ready("g", config(patient)));
        awaitAllDone();
        assertThat(backend.bodies("a")).containsExactly("1", "1", "1", "2");
        assertThat(backend.calls().stream().filter(call -> call.body().equals("1")))
                .extracting(StubBackend.Call::attempt)
                .containsExactly(1, 2, 3);
        assertThat(redis.cli("XLEN", dead)).isEqualTo("0");
    }

    @Test
    void whatTheBackendRefusesIsADeadLetterAtOnceAndWhatItFailsAtAfterAllDeliveries() {
        backend.answer(call -> Answer.of(Integer.parseInt(call.body())));
        String refused = add("a", 422);
        String failed = add("b", 500);
        String early = add("c", 425);
        add("a", 200);
        String bad = redis.cli("XADD", entries, "*", "text", "no data");
        RunningGateway gateway = start();
        awaitAllDone();
        assertThat(backend.calls().stream().map(StubBackend.Call::body))
                .containsExactlyInAnyOrder("422", "500", "500", "500", "425", "425", "425", "200");
        assertThat(redis.cli("XRANGE", dead, "-", "+"))
                .contains("dead.id\n" + refused + "\ndead.deliveries\n1\ndead.reason\nHTTP 422\ndata\n422\nkey\na")
                .contains("dead.id\n" + failed + "\ndead.deliveries\n3\ndead.reason\nHTTP 500\n")
                .contains("dead.id\n" + early + "\ndead.deliveries\n3\ndead.reason\nHTTP 425\n")
                .contains("dead.id\n" + bad
                        + "\ndead.deliveries\n0\ndead.reason\nthe field 'data' is missing; the entry has [text]\n");
        assertThat(gateway.get("/metrics").body())
                .contains("wsgateway_push_dead_letters_total{group=\"audit\",stream=\"orders\"} 4.0");
    }

    @Test
    void deadLettersAreShownAndDeliveredOnceMoreOrDropped() {
        backend.answer(call -> Answer.of(call.attempt() > 3 ? 200 : 500));
        String first = add("a", 1);
        String second = add("a", 2);
        String third = add("b", 3);
        RunningGateway gateway = start();
        String which = "{\"stream\":\"orders\",\"group\":\"audit\"";
        awaitAllDone();
        assertThat(gateway.post("/api/dead_letters", which + "}").body())
                .contains(
                        "\"total\":3",
                        "\"entry\":\"" + first + "\",\"reason\":\"HTTP 500\",\"deliveries\":3,\"key\":\"a\"")
                .contains(second, third);
        String letter =
                redis.cli("XREVRANGE", dead, "+", "-").lines().findFirst().orElseThrow();
        String one = which + ",\"partition\":0,\"id\":\"" + letter + "\"}";
        String dropped = redis.cli("XRANGE", dead, letter, letter);
        assertThat(gateway.post("/api/discard", one).body()).isEqualTo("{\"result\":{\"count\":1}}");
        assertThat(gateway.post("/api/discard", one).body()).isEqualTo("{\"result\":{\"count\":0}}");
        int before = backend.calls().size();
        assertThat(gateway.post("/api/redrive", which + ",\"all\":true}").body())
                .isEqualTo("{\"result\":{\"count\":2}}");
        String redriven = names.redriven("orders", 0, "audit");
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(redis.cli("XLEN", redriven)).isEqualTo("0"));
        List<StubBackend.Call> again =
                backend.calls().subList(before, backend.calls().size());
        assertThat(again)
                .hasSize(2)
                .allSatisfy(call -> assertThat(call.attempt()).isEqualTo(4))
                .allSatisfy(call -> assertThat(call.id()).isIn(first, second, third))
                .noneSatisfy(call -> assertThat(dropped).contains(call.id()));
        assertThat(redis.cli("XLEN", dead)).isEqualTo("0");
        assertThat(redis.cli("XLEN", entries)).isEqualTo("3");
    }

    @Test
    void aDeadLetterThatFailsAgainIsOneAgainWithItsWholeCount() {
        backend.answer(call -> Answer.of(500));
        String id = add("a", 1);
        RunningGateway gateway = start();
        awaitAllDone();
        gateway.post("/api/redrive", "{\"stream\":\"orders\",\"group\":\"audit\",\"all\":true}");
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(redis.cli("XRANGE", dead, "-", "+"))
                        .contains("dead.id\n" + id + "\ndead.deliveries\n6\ndead.reason\nHTTP 500\ndata\n1\nkey\na"));
        assertThat(backend.calls()).extracting(StubBackend.Call::attempt).containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(gateway.post("/api/dead_letters", "{\"stream\":\"orders\"}").body())
                .contains("send both 'stream' and 'group'");
        assertThat(gateway.post("/api/redrive", "{\"stream\":\"orders\",\"group\":\"b\",\"all\":true}")
                        .body())
                .contains("no stream 'orders' with a consumer group 'b' is declared");
    }

    @Test
    void retryAfterIsHonoured() {
        List<Long> times = new ArrayList<>();
        backend.answer(call -> {
            times.add(System.nanoTime());
            return call.attempt() == 1 ? Answer.of(503, "Retry-After", "2") : Answer.of(200);
        });
        add("a", 1);
        start();
        awaitAllDone();
        assertThat(times).hasSize(2);
        assertThat(Duration.ofNanos(times.getLast() - times.getFirst())).isGreaterThan(Duration.ofMillis(1900));
    }

    @Test
    void aBackendThatHangsIsGivenUpAndCalledAgain() {
        CountDownLatch end = new CountDownLatch(1);
        backend.answer(call -> {
            if (call.attempt() == 1) {
                try {
                    boolean _ = end.await(20, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
            return Answer.of(200);
        });
        add("a", 1);
        start();
        awaitAllDone();
        end.countDown();
        assertThat(backend.calls()).extracting(StubBackend.Call::attempt).containsExactly(1, 2);
    }

    @Test
    void aBackendThatIsAwayCostsNoDelivery() {
        int port = backend.port();
        backend.close();
        numbers(0, 5).forEach(i -> add("a", i));
        RunningGateway gateway = RunningGateway.ready("g", config(push(backend.url("/"))));
        gateways.add(gateway);
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(calls(gateway, "unreached")).isGreaterThan(5));
        // Nor does it with the owner that takes over: what Redis counts is what counts.
        gateways.remove(gateway);
        gateway.close();
        assertThat(redis.cli("XPENDING", entries, "audit", "-", "+", "1")
                        .lines()
                        .skip(3)
                        .findFirst())
                .contains("0");
        backend = StubBackend.started(port);
        start();
        awaitAllDone();
        assertThat(backend.calls()).extracting(StubBackend.Call::attempt).containsExactly(1, 1, 1, 1, 1);
        assertThat(redis.cli("XLEN", dead)).isEqualTo("0");
    }

    private static double calls(RunningGateway gateway, String result) {
        return gateway.get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith("wsgateway_push_call_duration_seconds_count")
                        && line.contains("result=\"" + result + "\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    @Test
    void onePoisonedKeyDoesNotStopAHundredHealthyOnesAndItsBacklogStaysInRedis() {
        CountDownLatch cure = new CountDownLatch(1);
        backend.answer(call -> Answer.of(call.key().equals("poison") && cure.getCount() > 0 ? 429 : 200));
        GatewayConfig.Push push = new GatewayConfig.Push(
                backend.url("/"),
                16,
                1000,
                Duration.ofSeconds(2),
                Duration.ofMillis(20),
                Duration.ofMillis(50),
                "application/json",
                20);
        // Within the backlog: 20 wait behind the first, and healthy keys between them.
        for (int i = 0; i < 20; i++) {
            add("poison", i);
            for (int key = 0; key < 100; key++) {
                add("k" + key, i);
            }
        }
        RunningGateway gateway = RunningGateway.ready("g", config(push));
        gateways.add(gateway);
        await().atMost(LONG).untilAsserted(() -> {
            for (int key = 0; key < 100; key++) {
                assertThat(backend.bodies("k" + key)).isEqualTo(numbers(0, 20));
            }
        });
        assertThat(gateway.get("/metrics").body()).contains("blocked_partitions{group=\"audit\",stream=\"orders\"} 0");
        // Ten times the backlog more: the partition waits, says so, and takes no more on.
        for (int i = 20; i < 220; i++) {
            add("poison", i);
        }
        add("k0", 20);
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(gateway.get("/metrics").body())
                        .contains("blocked_partitions{group=\"audit\",stream=\"orders\"} 1")
                        .contains("blocked_keys{group=\"audit\",stream=\"orders\"} 1"));
        assertThat(Integer.parseInt(pending())).isBetween(21, 21 + 16);
        cure.countDown();
        awaitAllDone();
        assertThat(backend.bodies("poison").stream().distinct()).isEqualTo(numbers(0, 220));
        assertThat(backend.bodies("k0")).isEqualTo(numbers(0, 21));
        assertThat(backend.mostOfOneKey()).isEqualTo(1);
        assertThat(redis.cli("XLEN", dead)).isEqualTo("0");
    }

    @Test
    void theNextGatewayGoesOnWithWhatIsPendingAndCountsOn() {
        backend.answer(call -> Answer.of(500));
        GatewayConfig.Push push = new GatewayConfig.Push(
                backend.url("/"),
                16,
                100,
                Duration.ofSeconds(2),
                Duration.ofMillis(20),
                Duration.ofMillis(50),
                "application/json",
                20);
        add("a", 1);
        add("a", 2);
        RunningGateway first = RunningGateway.ready("one", config(push));
        await().atMost(LONG).until(() -> backend.calls().size() > 3);
        first.close();
        int before = backend.calls().size();
        backend.answer(call -> Answer.of(200));
        gateways.add(RunningGateway.ready("two", config(push)));
        awaitAllDone();
        List<StubBackend.Call> all = backend.calls();
        assertThat(all).hasSize(before + 2);
        assertThat(all.get(before).attempt()).isEqualTo(before + 1);
        assertThat(all.get(before + 1).body()).isEqualTo("2");
        assertThat(all.get(before + 1).attempt()).isEqualTo(1);
        assertThat(Long.parseLong(all.get(before).header("ce-fencingtoken")))
                .isGreaterThan(Long.parseLong(all.getFirst().header("ce-fencingtoken")));
        assertThat(redis.cli("XINFO", "CONSUMERS", entries, "audit"))
                .contains("two")
                .doesNotContain("one");
    }

    @Test
    void eachPartitionOfAStreamIsDeliveredByOneOfTheGateways() {
        GatewayConfig.Stream one = config(push(backend.url("/"))).streams().getFirst();
        GatewayConfig split =
                Configs.config(redis.url()).streams(List.of(one.split(4))).build();
        for (int partition = 1; partition < 4; partition++) {
            redis.cli("XGROUP", "CREATE", names.entries("orders", partition), "audit", "0", "MKSTREAM");
        }
        gateways.add(RunningGateway.ready("one", split));
        gateways.add(RunningGateway.ready("two", split));
        try (TestClient client = gateways.getFirst().connect()) {
            for (int i = 0; i < 60; i++) {
                client.command("\"rpc\":{\"method\":\"orders?key=k" + i % 20 + "\",\"data\":" + i / 20 + "}");
            }
        }
        await().atMost(LONG).untilAsserted(() -> {
            for (int key = 0; key < 20; key++) {
                assertThat(backend.bodies("k" + key)).isEqualTo(numbers(0, 3));
            }
        });
        assertThat(backend.calls())
                .extracting(call -> call.header("ce-source"))
                .contains(
                        "/shop/chat/streams/orders/0",
                        "/shop/chat/streams/orders/1",
                        "/shop/chat/streams/orders/2",
                        "/shop/chat/streams/orders/3");
    }

    @Test
    void theNextPartitionsAreDeliveredWhenThoseBeforeAreRead() {
        redis.cli("XGROUP", "CREATE", names.entries("orders", 1), "audit", "0", "MKSTREAM");
        CountDownLatch cure = new CountDownLatch(1);
        backend.answer(call -> Answer.of(cure.getCount() > 0 ? 429 : 200));
        add("a", 1);
        redis.cli("XADD", names.entries("orders", 1), "*", "data", "2", "key", "a");
        redis.cli("SET", names.seal("orders", 0), "2");
        redis.cli(
                "HSET",
                names.layouts(),
                "orders",
                "{\"versions\":[{\"version\":1,\"first\":0,\"partitions\":1,\"sealedAt\":1},"
                        + "{\"version\":2,\"first\":1,\"partitions\":1}]}");
        GatewayConfig.Push plain = push(backend.url("/"));
        gateways.add(RunningGateway.ready(
                "g",
                config(new GatewayConfig.Push(
                        plain.url(),
                        16,
                        1000,
                        plain.timeout(),
                        plain.firstBackoff(),
                        plain.maxBackoff(),
                        plain.contentType(),
                        20))));
        await().atMost(LONG).until(() -> backend.calls().size() > 5);
        assertThat(backend.bodies("a")).containsOnly("1");
        cure.countDown();
        await().atMost(LONG).untilAsserted(() -> assertThat(backend.bodies("a")).endsWith("1", "2"));
    }

    @Test
    void aBackendIsCalledOverTlsAndSignedAsSoonAsTheSecretsAreThere(@TempDir Path folder) throws Exception {
        String certificate = ServerCertificate.create(folder).pem();
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(
                KeyStore.getInstance(folder.resolve("store.p12").toFile(), "changeit".toCharArray()),
                "changeit".toCharArray());
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(keys.getKeyManagers(), null, null);
        try (StubBackend secure = StubBackend.started(tls)) {
            add("a", 1);
            GatewayConfig.Push plain = push(URI.create("https://127.0.0.1:" + secure.port() + "/"));
            RunningGateway gateway = RunningGateway.ready(
                    "g",
                    config(new GatewayConfig.Push(
                            plain.url(),
                            plain.maxInFlight(),
                            plain.maxDeliveries(),
                            plain.timeout(),
                            plain.firstBackoff(),
                            plain.maxBackoff(),
                            plain.contentType(),
                            plain.maxBlockedPerKey(),
                            "push-1.signing-key",
                            "push-1.ca.crt")));
            gateways.add(gateway);
            await().atMost(LONG)
                    .untilAsserted(() -> assertThat(calls(gateway, "unreached")).isPositive());
            gateway.secret("push-1.ca.crt", certificate);
            gateway.secret("push-1.signing-key", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n");
            awaitAllDone();
            StubBackend.Call call = secure.calls().getFirst();
            assertThat(call.attempt()).isEqualTo(1);
            assertThat(call.header("webhook-id")).isEqualTo("orders/0/" + call.id());
            assertThat(call.header("webhook-signature"))
                    .isEqualTo(WebhookSignature.headers(
                                    "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                                    call.header("webhook-id"),
                                    Instant.ofEpochSecond(Long.parseLong(call.header("webhook-timestamp"))),
                                    call.body().getBytes(UTF_8))
                            .get("webhook-signature"));
        }
    }

    @Test
    void aGroupThatWasLostAndMadeAgainIsDeliveredFromItsBeginningUnderAnotherToken() {
        numbers(0, 5).forEach(i -> add("a", i));
        start();
        awaitAllDone();
        redis.cli("XGROUP", "DESTROY", entries, "audit");
        add("a", 5);
        redis.cli("XGROUP", "CREATE", entries, "audit", "0");
        awaitAllDone();
        assertThat(backend.bodies("a"))
                .isEqualTo(IntStream.concat(IntStream.range(0, 5), IntStream.range(0, 6))
                        .mapToObj(String::valueOf)
                        .toList());
        assertThat(backend.calls())
                .extracting(call -> call.id() + " " + call.attempt() + " " + call.header("ce-fencingtoken"))
                .doesNotHaveDuplicates();
    }

    @Test
    void nothingIsLostWhileRedisIsKilledAndComesBack() {
        start();
        for (int i = 0; i < 400; i++) {
            add("k" + i % 10, i / 10);
            if (i == 200) {
                redis.restart();
            }
        }
        awaitAllDone();
        for (int key = 0; key < 10; key++) {
            assertThat(backend.bodies("k" + key).stream().distinct()).isEqualTo(numbers(0, 40));
        }
    }
}
