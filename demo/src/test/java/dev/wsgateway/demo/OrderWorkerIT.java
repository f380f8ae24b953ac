package dev.wsgateway.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.wsgateway.redis.StreamEntry;
import dev.wsgateway.testing.redis.RedisServer;
import io.lettuce.core.Consumer;
import io.lettuce.core.XGroupCreateArgs;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.XReadArgs.StreamOffset;
import io.lettuce.core.cluster.api.sync.RedisClusterCommands;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OrderWorkerIT {
    private static final String KEY = "wsg:{default/chat/s/orders/0}:entries";
    private static final Duration LONG = Duration.ofSeconds(30);

    private final JsonMapper json = new JsonMapper();
    private final List<JsonNode> published = new CopyOnWriteArrayList<>();
    private final List<AutoCloseable> open = new ArrayList<>();
    private volatile int status = 200;
    private volatile String answer = "{\"result\":{}}";
    private RedisServer server;
    private HttpServer api;
    private RedisClusterCommands<String, String> redis;

    @BeforeEach
    void startRedisAndApi() throws IOException {
        server = RedisServer.started();
        api = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        api.createContext("/api/publish", this::publish);
        api.start();
        redis = connect();
        redis.xgroupCreate(StreamOffset.from(KEY, "0"), "order-service", XGroupCreateArgs.Builder.mkstream());
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable resource : open.reversed()) {
            resource.close();
        }
        api.stop(0);
        server.close();
    }

    @Test
    void oneOfThreeReplicasProcessesEachEntry() {
        start("replica-1", LONG);
        start("replica-2", LONG);
        start("replica-3", LONG);
        for (int i = 1; i <= 30; i++) {
            add("{\"number\":" + i + "}");
        }
        await().untilAsserted(() -> assertThat(published)
                .extracting(order -> order.at("/data/order/number").asInt())
                .hasSize(30)
                .doesNotHaveDuplicates());
        await().untilAsserted(() -> assertThat(pending()).isZero());
        assertThat(published).allSatisfy(order -> {
            assertThat(order.path("channel").asText()).isEqualTo("news:orders");
            assertThat(order.at("/data/processedBy").asText()).startsWith("replica-");
        });
    }

    @Test
    void finishesWhatADeadReplicaLeft() {
        add("{\"number\":1}");
        takeAs("dead");
        start("alive", Duration.ofMillis(200));
        await().untilAsserted(() -> assertThat(published)
                .extracting(order -> order.at("/data/processedBy").asText())
                .containsExactly("alive"));
        await().untilAsserted(() -> assertThat(pending()).isZero());
    }

    @Test
    void finishesWhatItTookItselfBeforeItCrashed() {
        add("{\"number\":1}");
        takeAs("replica-1");
        start("replica-1", LONG);
        await().untilAsserted(() -> assertThat(published).hasSize(1));
    }

    @Test
    void keepsAnOrderUntilAGatewayTakesItsResult() {
        answer = "{\"error\":{\"code\":100,\"message\":\"internal server error\"}}";
        start("replica-1", LONG);
        add("{\"number\":1}");
        await().untilAsserted(() -> assertThat(published).hasSizeGreaterThan(1));
        assertThat(pending()).isEqualTo(1);
        status = 503;
        answer = "";
        int before = published.size();
        await().untilAsserted(() -> assertThat(published).hasSizeGreaterThan(before));
        assertThat(pending()).isEqualTo(1);
        answer = "{\"result\":{}}";
        status = 200;
        await().untilAsserted(() -> assertThat(pending()).isZero());
    }

    @Test
    void goesOnWhenRedisIsBack() throws IOException {
        start("replica-1", LONG);
        add("{\"number\":1}");
        await().untilAsserted(() -> assertThat(pending()).isZero());
        server.stop();
        server.start();
        await().ignoreExceptions().until(() -> add("{\"number\":2}") != null);
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(published)
                        .extracting(order -> order.at("/data/order/number").asInt())
                        .contains(1, 2));
    }

    @Test
    void passesOnTextThatIsNoJsonAsAString() {
        start("replica-1", LONG);
        add("two teas, please");
        await().untilAsserted(() -> assertThat(published)
                .extracting(order -> order.at("/data/order").asText())
                .containsExactly("two teas, please"));
    }

    @Test
    void leavesTheGroupWhenItIsStopped() throws InterruptedException {
        OrderWorker worker = worker("replica-1", LONG);
        Thread thread = Thread.ofVirtual().start(worker);
        add("{\"number\":1}");
        await().untilAsserted(() ->
                assertThat(redis.xinfoConsumers(KEY, "order-service")).hasSize(1));
        await().untilAsserted(() -> assertThat(published).hasSize(1));
        worker.stop();
        thread.join();
        assertThat(redis.xinfoConsumers(KEY, "order-service")).isEmpty();
    }

    private void start(String replica, Duration abandonedAfter) {
        OrderWorker worker = worker(replica, abandonedAfter);
        Thread thread = Thread.ofVirtual().start(worker);
        open.add(() -> {
            worker.stop();
            thread.join();
        });
    }

    private OrderWorker worker(String replica, Duration abandonedAfter) {
        GatewayApi client =
                new GatewayApi("http://127.0.0.1:" + api.getAddress().getPort() + "/api", "demo-api-key");
        open.add(client);
        OrderWork work = new OrderWork(KEY, "order-service", replica, "news:orders", abandonedAfter);
        return new OrderWorker(connect(), client, InstantSource.system(), work);
    }

    private RedisClusterCommands<String, String> connect() {
        RedisConnection connection = new RedisConnection(new Binding(Map.of("redis-url", server.url())));
        open.add(connection);
        return connection.connect();
    }

    private String add(String data) {
        return redis.xadd(KEY, Map.of(StreamEntry.DATA, data, StreamEntry.USER, ""));
    }

    @SuppressWarnings("unchecked") // an array of one StreamOffset<String>, made by the call
    private void takeAs(String consumer) {
        Consumer<String> other = Consumer.from("order-service", consumer);
        assertThat(redis.xreadgroup(other, XReadArgs.Builder.count(1), StreamOffset.lastConsumed(KEY)))
                .hasSize(1);
    }

    private long pending() {
        return redis.xpending(KEY, "order-service").getCount();
    }

    private void publish(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (!"demo-api-key".equals(exchange.getRequestHeaders().getFirst("X-API-Key"))) {
                exchange.sendResponseHeaders(401, -1);
                return;
            }
            published.add(json.readTree(exchange.getRequestBody()));
            byte[] body = answer.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }
}
