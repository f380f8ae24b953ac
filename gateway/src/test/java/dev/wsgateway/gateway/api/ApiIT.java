package dev.wsgateway.gateway.api;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wsgateway.config.GatewayConfig;
import dev.wsgateway.config.GatewayConfig.Access;
import dev.wsgateway.config.GatewayConfig.DataFormat;
import dev.wsgateway.config.GatewayConfig.History;
import dev.wsgateway.gateway.Configs;
import dev.wsgateway.gateway.RunningGateway;
import dev.wsgateway.gateway.TestClient;
import dev.wsgateway.testing.redis.RedisServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApiIT {
    private static final int LIMIT = 10_000;
    private static RedisServer redis;
    private static RunningGateway gateway;

    @BeforeAll
    static void start() {
        redis = RedisServer.started();
        gateway = RunningGateway.ready(
                "g1",
                Configs.config(redis.url())
                        .channels(List.of(
                                new GatewayConfig.Channel("news", Access.ANYONE, Access.NOBODY, DataFormat.JSON, null),
                                new GatewayConfig.Channel("raw", Access.ANYONE, Access.NOBODY, DataFormat.BINARY, null),
                                new GatewayConfig.Channel(
                                        "kept",
                                        Access.ANYONE,
                                        Access.NOBODY,
                                        DataFormat.JSON,
                                        new History(100, Duration.ofMinutes(5), Duration.ofMinutes(1)))))
                        .apiRequestBytes(LIMIT)
                        .apiIdle(Duration.ofSeconds(2))
                        .build());
    }

    @AfterAll
    static void stop() {
        gateway.close();
        redis.close();
    }

    private static String post(String method, String body) {
        HttpResponse<String> response = gateway.post("/api/" + method, body);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("content-type")).hasValue("application/json");
        return response.body();
    }

    private static void received(TestClient client, String data) {
        await().untilAsserted(() -> assertThat(client.pushes()).anyMatch(push -> push.contains(data)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{ \"b\" : 1.50, \"a\":[1e3, \"x\\u00e9\", null] }",
                "\"text \\\" with ] }\"",
                "-12.5e-3",
                "true",
                "null",
                "[]",
                "\"\"",
                "\"\uD83D\uDE00 \u6f22\"",
                "0"
            })
    void publishesDataByteForByte(String data) {
        try (TestClient client = gateway.connect()) {
            client.subscribe("news:1");
            assertThat(post("publish", "{\"data\" : " + data + " ,\"channel\":\"news:1\"}"))
                    .isEqualTo("{\"result\":{}}");
            received(client, "\"data\":" + data);
        }
    }

    @Test
    void freesDataOfRawNewlines() {
        try (TestClient client = gateway.connect()) {
            client.subscribe("news:1");
            post("publish", "{\"channel\":\"news:1\",\"data\":{\n\"a\":\r\n1}}");
            received(client, "{ \"a\":  1}");
        }
    }

    @Test
    void answersWithThePlaceInTheHistoryAndPublishesAKeyOnce() {
        String body = "{\"channel\":\"kept:1\",\"data\":1,\"idempotency_key\":\"order-1\"}";
        String first = post("publish", body);
        assertThat(first).matches("\\{\"result\":\\{\"offset\":1,\"epoch\":\"[^\"]+\"}}");
        assertThat(post("publish", body)).isEqualTo(first);
        assertThat(post("publish", "{\"channel\":\"kept:1\",\"data\":1}")).contains("\"offset\":2");
    }

    @Test
    void aStaleVersionIsNotPublishedAndSaysSo() {
        assertThat(post("publish", "{\"channel\":\"kept:2\",\"data\":1,\"key\":\"row\",\"version\":5}"))
                .contains("\"offset\":1")
                .doesNotContain("stale");
        assertThat(post("publish", "{\"channel\":\"kept:2\",\"data\":2,\"key\":\"row\",\"version\":4}"))
                .matches("\\{\"result\":\\{\"offset\":1,\"epoch\":\"[^\"]+\",\"stale\":true}}");
        assertThat(post("broadcast", "{\"channels\":[\"kept:2\"],\"data\":3,\"key\":\"row\",\"version\":6}"))
                .contains("\"offset\":2");
    }

    @Test
    void clientsAreToldTheKey() {
        try (TestClient client = gateway.connect()) {
            client.subscribe("news:1");
            post("publish", "{\"channel\":\"news:1\",\"data\":\"k\",\"key\":\"row 1\"}");
            received(client, "\"data\":\"k\",\"key\":\"row 1\"");
        }
    }

    @Test
    void publishesBytesWhereTheNamespaceIsBinary() {
        String bytes = Base64.getEncoder().encodeToString(new byte[] {0, (byte) 0xff, 10});
        assertThat(post("publish", "{\"channel\":\"raw:1\",\"b64data\":\"" + bytes + "\"}"))
                .isEqualTo("{\"result\":{}}");
        assertThat(post("publish", "{\"channel\":\"news:1\",\"b64data\":\"" + bytes + "\"}"))
                .contains("\"code\":107")
                .contains("the namespace 'news' takes JSON only");
    }

    @Test
    void publishesJsonThatComesInBase64() {
        try (TestClient client = gateway.connect()) {
            client.subscribe("news:1");
            String json = Base64.getEncoder().encodeToString("{\"in\":64}".getBytes(UTF_8));
            post("publish", "{\"channel\":\"news:1\",\"b64data\":\"" + json + "\"}");
            received(client, "{\"in\":64}");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    {"data":1}                                   | 107 | 'channel' is missing
                    {"channel":"","data":1}                      | 107 | 'channel' is missing
                    {"channel":"news:1"}                         | 107 | 'data' is missing
                    {"channel":"news:1","b64data":"%%"}          | 107 | no Base64
                    {"channel":"news:1","data":1,"version":1}    | 107 | 'version' needs history
                    {"channel":"kept:1","data":1,"version":-1}   | 107 | send a number from 1 on
                    {"channel":"nosuch:1","data":1}              | 102 | no namespace 'nosuch' is declared
                    {"channel":"news","data":1}                  | 102 | write NAMESPACE:NAME
                    {"channel":"news:a b","data":1}              | 102 | without spaces
                    """)
    void refusesABadPublication(String body, int code, String reason) {
        assertThat(post("publish", body))
                .contains("{\"error\":{\"code\":" + code + ",")
                .contains(reason);
    }

    @Test
    void broadcastsToEachChannelAndTellsWhatBecameOfEach() {
        try (TestClient client = gateway.connect()) {
            client.subscribe("news:1");
            client.subscribe("news:2");
            assertThat(post("broadcast", "{\"channels\":[\"news:1\",\"nosuch:1\",\"news:2\"],\"data\":{\"all\":1}}"))
                    .startsWith("{\"result\":{\"responses\":[{\"result\":{}},{\"error\":{\"code\":102,")
                    .endsWith(",{\"result\":{}}]}}");
            await().untilAsserted(() -> assertThat(client.pushes()).hasSize(2));
        }
    }

    @Test
    void broadcastsToMoreChannelsThanFitIntoAWindow() {
        String channels =
                IntStream.range(0, 1200).mapToObj(i -> "\"a:" + (i % 10) + "\"").collect(Collectors.joining(","));
        assertThat(post("broadcast", "{\"channels\":[" + channels + "],\"data\":1}")
                        .split("\"code\":102", -1))
                .hasSize(1201);
    }

    @Test
    void refusesABroadcastToNobody() {
        assertThat(post("broadcast", "{\"channels\":[],\"data\":1}")).contains("\"code\":107");
    }

    @Test
    void listsChannelsWithTheirSubscribers() {
        try (TestClient one = gateway.connect();
                TestClient two = gateway.connect()) {
            one.subscribe("news:list-a");
            two.subscribe("news:list-a");
            two.subscribe("news:list-b");
            assertThat(post("channels", "{\"pattern\":\"news:list-*\"}"))
                    .isEqualTo("{\"result\":{\"channels\":{\"news:list-a\":{\"num_clients\":2},"
                            + "\"news:list-b\":{\"num_clients\":1}}}}");
            assertThat(post("channels", "")).contains("news:list-a");
            assertThat(post("channels", "{\"pattern\":\"nosuch*\"}")).isEqualTo("{\"result\":{\"channels\":{}}}");
        }
    }

    @Test
    void tellsTheNodes() {
        await().untilAsserted(() -> assertThat(post("info", "{}"))
                .startsWith("{\"result\":{\"nodes\":[{\"uid\":\"g1\",\"name\":\"g1\",")
                .contains("\"num_clients\":0", "\"num_subs\":0", "\"num_channels\":0"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    {}                                                 | say whose connections
                    {"user":"u","disconnect":{"code":200}}             | from 3000 to 4999
                    {"user":"u","disconnect":{"reason":"%s"}}          | at most 123 bytes
                    """)
    void refusesABadDisconnect(String body, String reason) {
        assertThat(post("disconnect", body.formatted("x".repeat(124))))
                .contains("\"code\":107")
                .contains(reason);
    }

    @Test
    void carriesOutABatchInOrder() {
        String commands = Stream.of(
                        "{'publish':{'channel':'news:1','data':1}}",
                        "{'nosuch':{}}",
                        "{'publish':{'channel':[]}}",
                        "{'info':{}}",
                        "{}")
                .collect(Collectors.joining(",", "{'commands':[", "]}"))
                .replace('\'', '"');
        assertThat(post("batch", commands))
                .startsWith("{\"replies\":[{\"publish\":{}},{\"error\":{\"code\":104,")
                .contains("{\"error\":{\"code\":107,")
                .contains("{\"info\":{\"nodes\":[");
    }

    @Test
    void answersTheOlderFormOfLines() {
        String lines = """
                {"method":"publish","params":{"channel":"news:1","data":1}}
                {"id":7,"method":"nosuch","params":{}}
                """;
        HttpResponse<String> response = gateway.post("/api", lines);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body().lines())
                .satisfiesExactly(
                        line -> assertThat(line).isEqualTo("{\"result\":{}}"),
                        line -> assertThat(line).startsWith("{\"id\":7,\"error\":{\"code\":104,"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "{\"channel\":\"news:1\",\"data\":}",
                "[]",
                "null",
                "{}{}",
                "{\"channel\":[\"news:1\"],\"data\":1}",
                "no",
                "{\"channel\":\"news:1\",\"data\":1"
            })
    void refusesWhatIsNoJsonObjectAndSaysWhere(String body) {
        HttpResponse<String> response = gateway.post("/api/publish", body);
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("\"code\":107").contains("invalid JSON");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "publish   | {'channel':['news:1'],'data':1}             | 'channel' is no string",
                "publish   | {'channel':'news:1','data':1,'tags':{'a':[]}} | 'tags.a' is no string",
                "broadcast | {'channels':'news:1','data':1}              | 'channels' is no array",
                "broadcast | {'channels':['news:1',{}],'data':1}         | 'channels[1]' is no string",
                "publish   | [1]                                         | the whole is no object",
            },
            quoteCharacter = '`')
    void namesTheFieldOfTheWrongTypeInWordsOfJson(String method, String body, String message) {
        HttpResponse<String> response = gateway.post("/api/" + method, body.replace('\'', '"'));
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains(message).doesNotContain("java");
    }

    @Test
    void refusesInvalidUtf8() {
        HttpResponse<String> response = gateway.send(HttpRequest.newBuilder(gateway.uri("/api/publish"))
                .header("X-API-Key", "k1")
                .POST(HttpRequest.BodyPublishers.ofByteArray(
                        "{\"channel\":\"news:1\",\"data\":\"\u00e9\"}".getBytes(ISO_8859_1)))
                .build());
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("no UTF-8 at byte offset: #28");
    }

    @ParameterizedTest
    @CsvSource({
        "POST,/api/publish,X-Other,x,401",
        "POST,/api/publish,X-API-Key,wrong,401",
        "POST,/api/publish,X-API-Key,k,401",
        "POST,/api/publish,X-API-Key,'',401",
        "POST,/api/publish,Authorization,apikey k2,401",
        "POST,/api/publish,Authorization,Bearer k1,401",
        "POST,/api/nosuch,X-Other,x,401",
        "GET,/api/publish,X-Other,x,401",
        "POST,/api/publish,Authorization,apikey k1,200",
        "POST,/api/publish,X-API-Key,k1,200",
        "GET,/api/publish,X-API-Key,k1,405",
        "POST,/api/nosuch,X-API-Key,k1,404",
        "POST,/nosuch,X-API-Key,k1,404",
        "POST,/healthz,X-Other,x,405"
    })
    void answersWithTheRightStatus(String method, String path, String header, String value, int status) {
        HttpRequest request = HttpRequest.newBuilder(gateway.uri(path))
                .method(method, HttpRequest.BodyPublishers.ofString("{\"channel\":\"news:1\",\"data\":1}"))
                .header(header, value)
                .build();
        assertThat(gateway.send(request).statusCode()).isEqualTo(status);
    }

    @Test
    void refusesACompressedBody() {
        HttpResponse<String> response = gateway.send(HttpRequest.newBuilder(gateway.uri("/api/publish"))
                .header("X-API-Key", "k1")
                .header("Content-Encoding", "gzip")
                .POST(HttpRequest.BodyPublishers.ofString("x"))
                .build());
        assertThat(response.statusCode()).isEqualTo(415);
    }

    @Test
    void servesThePagesWithoutAKey() {
        assertThat(gateway.get("/healthz").body()).isEqualTo("ok\n");
        assertThat(gateway.get("/readyz").statusCode()).isEqualTo(200);
        assertThat(gateway.get("/metrics").body()).contains("\nwsgateway_redis_up 1.0\n");
    }

    @Test
    void refusesABodyOfAHundredMegabytesAndServesTheNextRequestOfTheConnection() throws IOException {
        try (RawHttp http = new RawHttp()) {
            http.send("POST /api/publish HTTP/1.1\r\nHost: x\r\nX-API-Key: k1\r\nContent-Length: 104857600\r\n\r\n");
            byte[] megabyte = new byte[1 << 20];
            for (int i = 0; i < 100; i++) {
                http.send(megabyte);
            }
            assertThat(http.answer()).startsWith("HTTP/1.1 413").contains("more than 10000 bytes");
            http.send("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(http.answer()).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void refusesAChunkedBodyThatGrowsTooLarge() throws IOException {
        try (RawHttp http = new RawHttp()) {
            http.send("POST /api/publish HTTP/1.1\r\nHost: x\r\nX-API-Key: k1\r\nTransfer-Encoding: chunked\r\n\r\n");
            for (int i = 0; i < 3; i++) {
                http.send("1388\r\n" + " ".repeat(5000) + "\r\n");
            }
            http.send("0\r\n\r\n");
            assertThat(http.answer()).startsWith("HTTP/1.1 413");
        }
    }

    @Test
    void doesNotAskForABodyItWouldRefuse() throws IOException {
        try (RawHttp http = new RawHttp()) {
            http.head(
                    "POST /api/publish HTTP/1.1", "X-API-Key: k1", "Content-Length: 104857600", "Expect: 100-continue");
            assertThat(http.answer()).startsWith("HTTP/1.1 413").contains("connection: close");
            assertThat(http.ended()).isTrue();
        }
    }

    @Test
    void asksForABodyThatItTakes() throws IOException {
        try (RawHttp http = new RawHttp()) {
            http.head("POST /api/info HTTP/1.1", "X-API-Key: k1", "Content-Length: 2", "Expect: 100-continue");
            assertThat(http.head()).startsWith("HTTP/1.1 100");
            http.send("{}");
            assertThat(http.answer()).startsWith("HTTP/1.1 200").contains("\"nodes\"");
        }
    }

    @Test
    void answersPipelinedRequestsInTheirOrder() throws IOException {
        try (RawHttp http = new RawHttp()) {
            String slow = "POST /api/channels HTTP/1.1\r\nHost: x\r\nX-API-Key: k1\r\nContent-Length: 2\r\n\r\n{}";
            String quick = "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n";
            http.send(slow + quick + slow + quick);
            assertThat(http.answer()).contains("\"channels\"");
            assertThat(http.answer()).endsWith("ok\n");
            assertThat(http.answer()).contains("\"channels\"");
            assertThat(http.answer()).endsWith("ok\n");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'BAD\r\n\r\n',400",
        "'GET /%s HTTP/1.1\r\n\r\n',414",
        "'GET / HTTP/1.1\r\nA: %s\r\n\r\n',431",
        "'GET /%%zz HTTP/1.1\r\n\r\n',400"
    })
    void refusesMalformedHttp(String request, int status) throws IOException {
        try (RawHttp http = new RawHttp()) {
            http.send(request.formatted("x".repeat(9000)));
            assertThat(http.answer()).startsWith("HTTP/1.1 " + status);
        }
    }

    @Test
    void hangsUpOnASilentConnectionAndOnARequestThatDoesNotEnd() throws IOException {
        try (RawHttp silent = new RawHttp();
                RawHttp slow = new RawHttp()) {
            slow.send("POST /api/publish HTTP/1.1\r\nHost: x\r\nX-API-Key: k1\r\nContent-Length: 100\r\n\r\n{");
            assertThat(silent.ended()).isTrue();
            assertThat(slow.ended()).isTrue();
        }
    }

    @Test
    void countsRequestsByMethodAndCode() {
        post("publish", "{\"channel\":\"nosuch:1\",\"data\":1}");
        assertThat(gateway.get("/metrics").body())
                .contains("wsgateway_api_requests_total{code=\"102\",method=\"publish\"}")
                .contains("wsgateway_api_request_duration_seconds_count{method=\"publish\"}");
    }

    /** A connection whose bytes are the test's own. */
    private static final class RawHttp implements AutoCloseable {
        private final Socket socket;
        private final InputStream in;

        RawHttp() throws IOException {
            socket = new Socket(
                    InetAddress.getLoopbackAddress(), gateway.process().apiPort());
            socket.setSoTimeout(10_000);
            in = socket.getInputStream();
        }

        void send(String text) throws IOException {
            send(text.getBytes(ISO_8859_1));
        }

        void head(String... lines) throws IOException {
            send(String.join("\r\n", lines) + "\r\nHost: x\r\n\r\n");
        }

        void send(byte[] bytes) throws IOException {
            OutputStream out = socket.getOutputStream();
            out.write(bytes);
            out.flush();
        }

        String head() throws IOException {
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                int b = in.read();
                if (b < 0) {
                    return head.toString();
                }
                head.append((char) b);
            }
            return head.toString();
        }

        String answer() throws IOException {
            String head = head();
            String length = head.replaceAll("(?s).*content-length: (\\d+).*", "$1");
            return head + new String(in.readNBytes(Integer.parseInt(length)), UTF_8);
        }

        boolean ended() throws IOException {
            return in.read() < 0;
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
